import { el, table, row, text, when, empty } from './dom.js';
import { get, lines, path } from './api.js';

export const title = 'Beliefs';
const columns = [['Since', 'time'], ['Belief'], ['Status', 'kind'], ['History', 'kind']];

export async function draw(body, at, { isCurrent }) {
  const found = [];
  for await (const record of lines(path(at, 'memories'))) {
    if (!isCurrent()) return '';
    if (record.kind === 'belief') found.push(record);
    if (found.length === 500) break;
  }

  if (found.length === 0) { body.append(empty('No beliefs are held here.')); return ''; }
  const slider = el('input', { type: 'range', min: 0, max: 100, value: 100, id: 'asof' });
  const from = Math.min(...found.map(record => Date.parse(record.recordedAt)));
  const reading = el('output', {}, 'now');
  const made = table('What is believed', columns, []);
  body.append(el('label', {}, 'As of', slider, reading), made);
  const show = () => {
    const time = from + (Date.now() - from) * slider.value / 100;
    const isNow = slider.value === '100';
    reading.textContent = isNow ? 'now' : when(new Date(time).toISOString());
    slider.setAttribute('aria-valuetext', reading.textContent);
    made.tBodies[0].replaceChildren(...found.filter(record => isNow || Date.parse(record.recordedAt) <= time).map(record => line(record, at)));
  };
  slider.addEventListener('input', show);
  show();
  return `${found.length} beliefs.`;
}

function line(record, at) {
  const history = el('td', { className: 'kind' });
  if (record.supersedes) history.append(el('button', { type: 'button', on: { click: () => unfold(history, record, at) } }, `version before`));
  const slot = record.slot ? `${record.slot.subject} · ${record.slot.predicate} · ${record.slot.value}` : '';
  const made = row(columns.slice(0, 3), [when(record.recordedAt), el('div', {}, text(record.text), slot ? el('div', { className: 'gist' }, slot) : null, el('code', {}, record.id)),
    `${record.status}${record.pinned ? ', pinned' : ''}`]);
  made.append(history);
  return made;
}

async function unfold(cell, record, at) {
  const list = el('ol');
  for (let id = record.supersedes; id && list.children.length < 50;) {
    const before = await get(path(at, 'memories', id)).catch(() => null);
    if (!before) break;
    list.append(el('li', {}, `${when(before.recordedAt)} to ${when(before.retiredAt)}: `, text(before.text)));
    id = before.supersedes;
  }

  cell.replaceChildren(list.children.length ? list : el('span', {}, 'forgotten'));
}
