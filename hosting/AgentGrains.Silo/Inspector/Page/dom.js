// Everything that a memory says goes into the page as text, never as markup.
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name in node && name !== 'list') node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

export function table(caption, columns, rows) {
  return el('table', {}, el('caption', {}, caption),
    el('thead', {}, el('tr', {}, ...columns.map(([name, kind]) => el('th', { scope: 'col', className: kind ?? '' }, name)))),
    el('tbody', {}, ...rows));
}

export const row = (columns, cells) => el('tr', {}, ...cells.map((cell, i) => el('td', { className: columns[i]?.[1] ?? '' }, cell ?? '')));
export const text = value => el('span', { className: 'text', dir: 'auto' }, value ?? '');
export const empty = words => el('p', { className: 'empty' }, words);
export const when = iso => iso ? iso.slice(0, 16).replace('T', ' ') : '';

export function say(words, isBad = false) {
  const status = document.getElementById('status');
  status.textContent = words;
  status.className = isBad ? 'bad' : '';
}
