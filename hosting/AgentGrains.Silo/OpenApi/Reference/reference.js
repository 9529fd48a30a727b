// Renders openapi/v1.json and sends requests to this server. Text is only ever set as text, so nothing in it can run.
'use strict';

const METHODS = ['get', 'put', 'post', 'delete'];

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function resolve(api, schema) {
  return schema?.$ref ? api.components.schemas[schema.$ref.split('/').pop()] : schema;
}

function typeName(api, schema) {
  if (!schema) return '';
  if (schema.$ref) return schema.$ref.split('/').pop();
  const options = (schema.oneOf ?? schema.anyOf ?? []).filter(option => option.type !== 'null');
  if (options.length) return options.map(option => typeName(api, option)).join(' or ');
  if (schema.enum) return schema.enum.filter(value => value !== null).join(' | ');
  const type = [schema.type].flat().filter(name => name && name !== 'null').join(' or ');
  if (type === 'array') return typeName(api, schema.items) + '[]';
  if (schema.additionalProperties) return 'object of ' + typeName(api, schema.additionalProperties);
  return schema.format ? `${type} (${schema.format})` : type;
}

// Every type that a schema mentions, each once, the schema itself first.
function typesIn(api, schema, found = new Map()) {
  if (!schema) return found;
  if (schema.$ref) {
    const name = typeName(api, schema);
    if (found.has(name)) return found;
    found.set(name, resolve(api, schema));
    return typesIn(api, resolve(api, schema), found);
  }
  const inner = [schema.items, schema.additionalProperties, ...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...Object.values(schema.properties ?? {})];
  inner.filter(part => part && typeof part === 'object').forEach(part => typesIn(api, part, found));
  return found;
}

function fields(api, title, schema) {
  const box = element('details', {}, element('summary', { textContent: title }));
  const inside = box.appendChild(element('div', { className: 'inside' }));
  for (const [name, type] of typesIn(api, schema)) {
    if (!type.properties) continue;
    inside.append(element('p', {}, element('strong', { textContent: name }), ' ', type.description ?? ''));
    const rows = Object.entries(type.properties).map(([field, of]) => element('tr', {},
      element('td', {}, element('code', { textContent: field })),
      element('td', { className: 'muted', textContent: typeName(api, of) }),
      element('td', { textContent: of.description ?? '' })));
    inside.append(element('table', {}, ...rows));
  }
  return inside.childElementCount ? box : '';
}

async function send(path, method, operation, inputs, body, output) {
  const query = new URLSearchParams();
  for (const [parameter, input] of inputs) {
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value).replaceAll('%3A', ':'));
    else if (input.value) query.set(parameter.name, input.value);
  }
  const key = document.getElementById('key').value;
  const headers = key ? { Authorization: 'Bearer ' + key } : {};
  if (body) headers['Content-Type'] = 'application/json';
  const url = '.' + path + (query.size ? '?' + query : '');
  output.textContent = '…';
  try {
    const answer = await fetch(url, { method: method.toUpperCase(), headers, body: body?.value });
    const text = await answer.text();
    const isJson = /json$/.test((answer.headers.get('Content-Type') ?? '').split(';')[0].replace('x-ndjson', ''));
    output.textContent = `${answer.status} ${answer.statusText}\n\n${isJson ? JSON.stringify(JSON.parse(text), null, 2) : text}`;
  } catch (error) {
    output.textContent = 'The server did not answer: ' + error.message;
  }
}

function show(api, path, method, operation) {
  const box = element('details', {}, element('summary', {},
    element('span', { className: 'method ' + method.toUpperCase(), textContent: method.toUpperCase() }),
    element('code', { textContent: path }), ' ', element('span', { className: 'muted', textContent: operation.summary ?? '' })));
  const inside = box.appendChild(element('div', { className: 'inside' }));
  inside.append(element('p', { textContent: operation.description ?? '' }));

  const inputs = (operation.parameters ?? []).map(parameter =>
    [parameter, element('input', { value: parameter.in === 'path' && parameter.name !== 'id' ? parameter.example ?? '' : '', placeholder: parameter.example ?? '' })]);
  inputs.forEach(([parameter, input]) => inside.append(element('label', {}, `${parameter.name} (${parameter.in})`, input)));

  const media = operation.requestBody?.content?.['application/json'];
  const body = media && element('textarea', { value: JSON.stringify(media.example ?? {}, null, 2), spellcheck: false });
  if (body) inside.append(element('label', {}, 'Body', body), fields(api, 'Fields of the body', media.schema));

  const answer = Object.entries(operation.responses ?? {}).find(([status]) => status === '200')?.[1];
  inside.append(fields(api, 'Fields of the answer', Object.values(answer?.content ?? {})[0]?.schema));
  inside.append(element('p', { className: 'muted', textContent: 'Answers: ' + Object.keys(operation.responses ?? {}).join(', ') }));

  const output = element('pre', { hidden: true });
  inside.append(element('button', { textContent: 'Send', onclick: () => { output.hidden = false; send(path, method, operation, inputs, body, output); } }), output);
  return box;
}

async function main() {
  const api = await (await fetch('openapi/v1.json')).json();
  document.getElementById('about').textContent = api.info.description;
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS.filter(name => item[name])) {
      const tag = item[method].tags?.[0] ?? 'Other';
      groups.set(tag, [...(groups.get(tag) ?? []), show(api, path, method, item[method])]);
    }
  }
  const page = document.getElementById('operations');
  groups.forEach((operations, tag) => page.append(element('h2', { textContent: tag }), ...operations));
}

main().catch(error => { document.getElementById('about').textContent = 'The description could not be read: ' + error.message; });
