import { el, table, row, text, when, empty, say } from './dom.js';
import { get, lines, send, path } from './api.js';

export const title = 'Consolidation';
const columns = [['Began', 'time'], ['Status', 'kind'], ['Did'], ['']];

export async function draw(body, at, { go }) {
  const runs = await get(path(at, 'consolidation', 'runs'));
  if (at.actions) body.append(el('button', { type: 'button', on: { click: () => act('POST', path(at, 'consolidation', 'runs'), 'A run was begun.', at, go) } }, 'Consolidate now'));
  if (runs.length === 0) { body.append(empty('No run yet. A scope that falls idle is consolidated by itself.')); return ''; }
  body.append(table('Runs, the latest first', columns, runs.map(run => row(columns, [when(run.startedAt), run.status,
    `${run.condensed} condensed (${run.tokensBefore} to ${run.tokensAfter} tokens); at rest: ${run.twins} twins, ${run.uninformative} that tell little, ${run.contradicted} contradicted; ${run.refused} refused${run.fault ? `; ${run.fault}` : ''}`,
    el('div', {}, el('button', { type: 'button', 'aria-label': `Changes of run ${run.id}`, on: { click: () => changes(body, at, run) } }, 'Changes'),
      at.actions && run.status === 'done' ? el('button', { type: 'button', className: 'danger', on: { click: () => confirm(`Undo run ${run.id}? Every record becomes what it was.`) && act('POST', path(at, 'consolidation', 'runs', run.id, 'rollback'), 'The run was undone.', at, go) } }, 'Roll back') : null)]))));
  return `${runs.length} runs.`;
}

async function changes(body, at, run) {
  const rows = [];
  const kinds = [['Kind', 'kind'], ['Text'], ['In contexts']];
  for await (const change of lines(path(at, 'consolidation', 'runs', run.id, 'changes'))) {
    rows.push(row(kinds, [change.kind, text(change.text ?? 'forgotten'), text(change.gist ?? (change.for ? `at rest for ${change.for}` : 'at rest'))]));
    if (rows.length === 500) break;
  }

  body.querySelector('#changes')?.remove();
  body.append(el('section', { id: 'changes' }, table(`What run ${run.id} did`, kinds, rows)));
  say(`${rows.length} changes.`);
}

async function act(method, url, done, at, go) {
  try { await send(method, url); go({ query: { t: Date.now() } }); say(done); } catch (failure) { say(failure.message, true); }
}
