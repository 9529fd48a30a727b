import { table, row, empty } from './dom.js';
import { raw } from './api.js';

export const title = 'Metrics';
const columns = [['Metric'], ['Value', 'time']];

export async function draw(body, at, { isCurrent }) {
  const history = new Map();
  const read = async () => {
    const rows = (await raw('/metrics')).split('\n').filter(line => line.startsWith('agentgrains')).map(line => {
      const cut = line.replace(/ \d{10,}$/, '').lastIndexOf(' ');
      const [name, value] = [line.slice(0, cut).replace(/otel_scope_name="[^"]*",?/, ''), Number(line.slice(cut + 1).split(' ')[0])];
      const before = history.get(name);
      history.set(name, value);
      return row(columns, [name, before !== undefined && before !== value ? `${value} (+${+(value - before).toFixed(3)})` : `${value}`]);
    });
    body.replaceChildren(rows.length ? table('Read every five seconds', columns, rows) : empty('No metric has a value yet.'));
    return rows.length;
  };
  const count = await read();
  const timer = setInterval(() => isCurrent() ? read().catch(() => clearInterval(timer)) : clearInterval(timer), 5000);
  return `${count} metrics.`;
}
