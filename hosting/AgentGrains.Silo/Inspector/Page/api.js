// The REST API, with the key that the person entered. It is kept in this tab's session storage and nowhere else.
const headers = () => {
  const key = sessionStorage.getItem('agentgrains.key');
  return key ? { Authorization: `Bearer ${key}` } : {};
};

export const path = (place, ...rest) => `/v1/tenants/${encodeURIComponent(place.tenant)}/scopes/${encodeURIComponent(place.scope)}/${rest.map(encodeURIComponent).join('/')}`;

async function fetched(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: { ...headers(), ...(options.body ? { 'Content-Type': 'application/json' } : {}) } });
  if (answer.ok) return answer;
  let detail = '';
  try { const body = await answer.json(); detail = body.detail ?? body.title ?? ''; } catch { /* not JSON */ }
  throw Object.assign(new Error(detail || `The server answered ${answer.status}.`), { status: answer.status });
}

export const get = async url => (await fetched(url)).json();
export const raw = async url => (await fetched(url)).text();
export const send = async (method, url, body) => {
  const answer = await fetched(url, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  return answer.status === 204 ? null : answer.json();
};

// Lines of JSON, as they come: who stops listening stops the server's listing too.
export async function* lines(url) {
  const stop = new AbortController();
  const reader = (await fetched(url, { signal: stop.signal })).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      rest += value ?? '';
      const parts = rest.split('\n');
      rest = done ? '' : parts.pop();
      for (const part of parts) if (part.trim()) yield JSON.parse(part);
      if (done) return;
    }
  } finally {
    stop.abort();
  }
}
