import { el, table, row, text, when, empty } from './dom.js';
import { lines, path } from './api.js';

export const title = 'Timeline';
const size = 200;
const columns = [['When', 'time'], ['Who', 'who'], ['Kind', 'kind'], ['What']];

export async function draw(body, at, { isCurrent }) {
  const records = lines(path(at, 'memories'));
  let shown = 0;
  const made = table('In the order of remembering', columns, []);
  const more = el('button', { type: 'button', on: { click: () => page() } }, `Next ${size}`);
  body.append(made, more);

  async function page() {
    more.disabled = true;
    const rows = [];
    while (rows.length < size) {
      const { value, done } = await records.next();
      if (done || !isCurrent()) { more.remove(); break; }
      rows.push(row(columns, [when(value.occurredAt), value.actor, value.zone ? `${value.kind}, ${value.zone}` : value.kind,
        el('div', {}, text(value.text), value.gist ? el('div', { className: 'gist' }, `in contexts: ${value.gist}`) : null, el('code', {}, value.id))]));
    }

    made.tBodies[0].append(...rows);
    shown += rows.length;
    more.disabled = false;
    if (shown === 0) body.replaceChildren(empty('Nothing is remembered here yet.'));
  }

  await page();
  return `${shown} shown.`;
}
