import { el, text, when, empty } from './dom.js';
import { send } from './api.js';

export const title = 'Why this evidence';

export async function draw(body, at, { go, isCurrent }) {
  const query = el('input', { id: 'query', value: at.query.get('q') ?? '', size: 50, required: true });
  const asOf = el('input', { id: 'recall-asof', type: 'datetime-local', value: at.query.get('asOf') ?? '' });
  body.append(el('form', { on: { submit: event => { event.preventDefault(); go({ query: { q: query.value, ...(asOf.value ? { asOf: asOf.value } : {}) } }); } } },
    el('label', {}, 'Question', query), el('label', {}, 'As of', asOf), el('button', {}, 'Ask')));
  if (!query.value) { query.focus(); return ''; }
  const started = performance.now();
  const answer = await send('POST', `/v1/tenants/${encodeURIComponent(at.tenant)}/recall`, { query: query.value, scopes: [at.scope], limit: 10, ...(asOf.value ? { asOf: `${asOf.value}:00Z` } : {}) });
  if (!isCurrent()) return '';
  const took = Math.round(performance.now() - started);
  if (answer.evidence.length === 0) body.append(empty('Nothing was found.'));
  const list = el('ol');
  for (const item of answer.evidence) {
    const most = Math.max(1e-9, ...Object.values(item.channels).map(Math.abs));
    list.append(el('li', {}, text(item.text), el('p', { className: 'gist' }, `${when(item.occurredAt)} · ${item.kind} · score ${item.score.toFixed(2)} · vote ${item.vote.toFixed(2)}`),
      el('details', {}, el('summary', {}, 'Channels'), el('div', { className: 'bars' }, ...Object.entries(item.channels).filter(([, score]) => score !== 0).flatMap(([name, score]) => [
        el('span', {}, name), el('meter', { min: 0, max: most, value: Math.abs(score), 'aria-label': name }), el('span', {}, score.toFixed(2))])))));
  }

  body.append(list);
  return `${answer.evidence.length} found in ${took} ms${answer.flags.length ? `; ${answer.flags.join(', ')}` : ''}.`;
}
