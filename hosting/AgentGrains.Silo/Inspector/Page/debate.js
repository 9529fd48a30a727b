import { el, table, row, text, when, empty } from './dom.js';
import { lines } from './api.js';

export const title = 'Debates';
const columns = [['When', 'time'], ['What', 'kind'], ['Step', 'who'], ['Said']];

export async function draw(body, at, { go, isCurrent }) {
  const id = el('input', { value: at.query.get('id') ?? '', required: true });
  body.append(el('form', { on: { submit: event => { event.preventDefault(); go({ query: { id: id.value } }); } } }, el('label', {}, 'Debate', id), el('button', {}, 'Show')));
  const debates = `/v1/tenants/${encodeURIComponent(at.tenant)}/debates`;
  if (!id.value) return list(body, debates, { go, isCurrent });
  const made = table('Round by round', columns, []);
  body.append(made);
  let count = 0;
  for await (const event of lines(`${debates}/${encodeURIComponent(id.value)}/events`)) {
    if (!isCurrent()) return '';
    made.tBodies[0].append(row(columns, [when(event.at), event.kind, event.step, text(event.text ?? event.reason ?? event.decision?.reason ?? event.verdict ?? event.fault ?? '')]));
    count++;
  }

  if (count === 0) made.replaceWith(empty('There is no such debate.'));
  return `${count} events.`;
}

const listed = [['Debate', 'kind'], ['Phase', 'who'], ['Verdict', 'who'], ['Why']];

async function list(body, debates, { go, isCurrent }) {
  const made = table('Debates, the latest first', listed, []);
  body.append(made);
  let count = 0;
  for await (const debate of lines(debates)) {
    if (!isCurrent()) return '';
    const open = el('button', { on: { click: () => go({ query: { id: debate.debate } }) } }, debate.debate);
    made.tBodies[0].append(row(listed, [open, debate.phase, debate.decision?.verdict ?? '', text(debate.decision?.reason ?? '')]));
    if (++count === 200) break;
  }

  if (count === 0) made.replaceWith(empty('This tenant has no debates.'));
  return `${count} debates.`;
}
