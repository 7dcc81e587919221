// SPDX-License-Identifier: Apache-2.0
// What the parser makes of lines, with its rules; nothing is stored.
import {get, postText} from './api.js';
import {count, h, many} from './dom.js';
import {fieldTable, summary} from './fields.js';

export function parseView(main, context) {
  const lines = h('textarea', {rows: 7, name: 'lines', required: true, spellcheck: 'false', placeholder: '192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 512'});
  const format = h('select', {name: 'format'}, h('option', {}, 'auto'));
  const result = h('div', {class: 'groups', 'aria-live': 'polite'});
  get('api/v1/formats').then(names => {
    format.replaceChildren(...names.map(name => h('option', {selected: name === 'auto'}, name)));
  }).catch(error => context.fail(error));

  async function parse(event) {
    event.preventDefault();
    context.settle();
    try {
      const made = await postText('api/v1/parse?format=' + encodeURIComponent(format.value), lines.value);
      result.replaceChildren(
        h('p', {class: 'note' + (made.failures.length ? ' warn' : '')},
          `${many(made.events.length, 'event')}, ${many(made.failures.length, 'dead letter')}, ${count(made.dropped.length)} left out by a rule.`),
        ...made.failures.map(failure => h('p', {class: 'note bad'}, `Line ${failure.line}: ${failure.reason}: ${failure.message}`)),
        ...made.dropped.map(dropped => h('p', {class: 'note'}, `Line ${dropped.line}: left out by the rule ${dropped.rule}`)),
        ...made.events.map(made => h('section', {class: 'card'}, h('p', {class: 'mono'}, summary(made)), fieldTable(made))));
    } catch (error) {
      result.replaceChildren();
      context.fail(error);
    }
  }

  result.append(h('p', {class: 'note'},
    'Paste one line or more, as a sender would send them, and choose their format; auto looks at each line for it.'));
  main.append(
    h('h1', {}, 'Parse'),
    h('p', {class: 'soft'}, 'What the parser makes of lines, with the rules that are in force. Nothing is stored.'),
    h('form', {class: 'card groups', onsubmit: parse},
      h('label', {}, 'Lines', lines),
      h('div', {class: 'row-end buttons'}, h('label', {}, 'Format', format), h('button', {class: 'primary'}, 'Parse'))),
    result);
}
