import { el, say, empty } from './dom.js';
import { lines } from './api.js';
import * as timeline from './timeline.js';
import * as beliefs from './beliefs.js';
import * as graph from './graph.js';
import * as ask from './ask.js';
import * as runs from './runs.js';
import * as held from './held.js';
import * as debate from './debate.js';
import * as metrics from './metrics.js';

const views = { timeline, beliefs, graph, ask, runs, held, debate, metrics };
const field = name => document.getElementById(name);
let drawn = 0;

// #/tenant/scope/view?query
function place() {
  const [route, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [tenant = '', scope = '', view = 'timeline'] = route.split('/').map(decodeURIComponent);
  return { tenant, scope, view: view in views ? view : 'timeline', query: new URLSearchParams(query), actions: field('actions').checked };
}

export function go(to) {
  const next = { ...place(), ...to };
  const query = new URLSearchParams(to.query ?? {}).toString();
  location.hash = `/${[next.tenant, next.scope, next.view].map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`;
}

async function draw() {
  const at = place();
  const mine = ++drawn;
  field('tenant').value = at.tenant || field('tenant').value;
  field('scope').value = at.scope;
  field('views').replaceChildren(...Object.entries(views).map(([name, view]) =>
    el('a', { href: `#/${[at.tenant, at.scope, name].map(encodeURIComponent).join('/')}`, ...(name === at.view ? { 'aria-current': 'page' } : {}) }, view.title)));
  const main = field('view');
  if (!at.tenant || (!at.scope && !['metrics', 'debate'].includes(at.view))) {
    main.replaceChildren(empty('Enter a tenant and a scope, such as user:ann. A key is needed where the server has keys.'));
    say('');
    return;
  }

  const heading = el('h2', { tabIndex: -1 }, `${views[at.view].title} · ${at.scope || at.tenant}`);
  const body = el('div');
  main.replaceChildren(heading, body);
  say('Reading…');
  try {
    const told = await views[at.view].draw(body, at, { go, isCurrent: () => mine === drawn });
    if (mine === drawn) say(told ?? '');
  } catch (failure) {
    if (mine === drawn) say(failure.status === 401 ? `${failure.message} Enter a key of this tenant.` : failure.message, true);
  }
}

async function offer(list, url) {
  const options = [];
  try {
    for await (const name of lines(url)) {
      options.push(el('option', { value: name }));
      if (options.length === 500) break;
    }
  } catch { /* who may not list them types them; the view says what else is wrong */ }
  field(list).replaceChildren(...options);
}

const listTenants = () => offer('tenants', '/v1/tenants');
const listScopes = tenant => offer('scopes', `/v1/tenants/${encodeURIComponent(tenant)}/scopes`);

field('key').value = sessionStorage.getItem('agentgrains.key') ?? '';
field('where').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem('agentgrains.key', field('key').value.trim());
  const to = { tenant: field('tenant').value.trim(), scope: field('scope').value.trim() };
  const before = location.hash;
  go(to);
  if (location.hash === before) draw();
  listScopes(to.tenant);
});
field('tenant').addEventListener('change', () => { sessionStorage.setItem('agentgrains.key', field('key').value.trim()); listScopes(field('tenant').value.trim()); });
field('key').addEventListener('change', () => { sessionStorage.setItem('agentgrains.key', field('key').value.trim()); listTenants(); });
field('actions').addEventListener('change', draw);
addEventListener('hashchange', () => { draw(); field('view').focus({ preventScroll: true }); });
listTenants();
draw();
