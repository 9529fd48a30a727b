import { el, table, row, text, when, empty, say } from './dom.js';
import { lines, send, path } from './api.js';

export const title = 'Quarantine';
const columns = [['Held', 'time'], ['Source', 'who'], ['Why and what'], ['']];

export async function draw(body, at, { go }) {
  const rows = [];
  for await (const held of lines(path(at, 'quarantine'))) {
    rows.push(row(columns, [when(held.heldAt), held.memory.source ?? held.memory.actor, el('div', {}, el('p', { className: 'gist' }, `${held.by}: ${held.reason}`), text(held.memory.text), el('code', {}, held.memory.id)),
      at.actions ? el('div', {}, button('Release', held, at, go), button('Purge', held, at, go)) : null]));
    if (rows.length === 500) break;
  }

  body.append(rows.length ? table('Held back; nobody recalls these', columns, rows) : empty('Nothing is held.'));
  return rows.length ? `${rows.length} held.` : '';
}

function button(name, held, at, go) {
  return el('button', { type: 'button', className: name === 'Purge' ? 'danger' : '', on: { click: async () => {
    const reason = prompt(`${name} ${held.memory.id}: who decided it, and why?`);
    if (!reason) return;
    try { await send('POST', path(at, 'quarantine', held.memory.id, name.toLowerCase()), { reason }); go({ query: { t: Date.now() } }); } catch (failure) { say(failure.message, true); }
  } } }, name);
}
