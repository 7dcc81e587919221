// SPDX-License-Identifier: Apache-2.0
// An event as a table of its fields.
import {h} from './dom.js';

/** {a: {b: 1}} → [['a.b', '1']], by name. */
export function flattened(value, prefix = '') {
  return Object.entries(value).flatMap(([name, inner]) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? flattened(inner, prefix + name + '.')
      : [[prefix + name, Array.isArray(inner) ? inner.map(text).join(', ') : text(inner)]]);
}

const text = value => typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** A field's name, which may be broken after its dots. */
export const breakable = name => name.split(/(?<=[._])/).flatMap((part, i) => i ? [h('wbr'), part] : [part]);

export function fieldTable(event) {
  const rows = flattened(event).sort(([a], [b]) => a < b ? -1 : 1);
  return h('table', {class: 'fields'}, h('caption', {class: 'visually-hidden'}, 'Fields of the event'),
    h('tbody', {}, ...rows.map(([name, value]) => h('tr', {}, h('th', {scope: 'row'}, ...breakable(name)), h('td', {}, value)))));
}

/** What became of fields: before and after, or removed. */
export const changeList = changes => h('ul', {}, ...changes.map(change => h('li', {class: 'mono'}, change.field + ': ',
  change.before === null ? null : h('del', {}, change.before), ' ', change.after === null ? 'removed' : h('ins', {}, change.after))));

/** What tells most about it on one line. */
export function summary(event) {
  const request = [event.source?.address, event.http?.request?.method, event.url?.original, event.http?.response?.status_code];
  return event.message ?? (event.url ? request.filter(part => part !== undefined).join(' ') : JSON.stringify(event.fields ?? event));
}

/** Who sent it, where nobody need say so. */
export const origin = sender => sender === '-' ? 'from somebody without a token' : 'from ' + sender;
