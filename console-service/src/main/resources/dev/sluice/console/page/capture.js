// SPDX-License-Identifier: Apache-2.0
// Lines and events that pass just now, in and out side by side, with what changed and why.
import {post} from './api.js';
import {count, h, many, time} from './dom.js';
import {breakable, changeList, flattened, origin} from './fields.js';
import {remember} from './place.js';
import {questionView} from './question.js';

const OUTCOMES = {kept: 'good', changed: 'warn', dropped: '', 'dead letter': 'bad'};

export function captureView(main, context, place) {
  const given = name => place.get(name) ?? '';
  const point = h('select', {name: 'point'},
    h('option', {value: 'raw'}, 'logs.raw: lines, before the parser'),
    h('option', {value: 'parsed', selected: given('point') === 'parsed'}, 'logs.parsed: events, before the stores'));
  const number = h('input', {type: 'number', name: 'count', min: 1, max: 50, value: given('count') || 10, required: true});
  const seconds = h('input', {type: 'number', name: 'seconds', min: 1, max: 30, value: given('seconds') || 10, required: true});
  const sender = h('input', {name: 'sender', value: given('sender'), placeholder: 'any', spellcheck: 'false'});
  const namespace = h('input', {name: 'namespace', value: given('namespace'), placeholder: 'any', spellcheck: 'false'});
  const dataset = h('input', {name: 'dataset', value: given('dataset'), placeholder: 'any', spellcheck: 'false'});
  const text = h('input', {name: 'text', value: given('text'), placeholder: 'any', spellcheck: 'false'});

  questionView(main, context, {
    title: 'Capture',
    purpose: 'Some of what passes from now on, as it comes in and as it goes out. Nothing is held up or kept; secrets, personal data and what rules hide are not shown; who captures what is recorded in the audit log.',
    form: 'row',
    action: 'Capture',
    fields: button => [
      h('label', {}, 'Where', point), h('label', {}, 'At most', number), h('label', {}, 'Seconds', seconds),
      h('label', {}, 'Sender (lines only)', sender), h('label', {}, 'Namespace', namespace), h('label', {}, 'Dataset', dataset),
      h('label', {class: 'grow'}, 'Holds the text', text), button],
    ask() {
      const asked = {point: point.value, count: Number(number.value), seconds: Number(seconds.value), sender: sender.value,
        namespace: namespace.value, dataset: dataset.value, text: text.value};
      remember('capture', asked);
      return {
        waiting: `Waiting for what passes, ${asked.seconds} seconds at most …`,
        answer: post('api/v1/capture', asked).then(captured => ({
          sentence: sentence(captured, asked),
          warn: !captured.events.length,
          found: captured.events.map(passed),
        })),
      };
    },
  });
}

function sentence(found, asked) {
  const looked = `${many(found.records, asked.point === 'raw' ? 'chunk' : 'event')} passed`;
  const large = found.large ? `; ${count(found.large)} are too large to be shown` : '';
  return found.events.length ? `${count(found.events.length)} captured; ${looked}${large}.` : `Nothing that was looked for passed in ${asked.seconds} seconds; ${looked}${large}.`;
}

function passed(event) {
  const changed = new Map(event.rules.flatMap(step => step.changes.map(change => [change.field, step.rule])));
  const ofLine = event.format !== null;
  return h('section', {class: 'card captured', 'data-outcome': event.outcome},
    h('div', {class: 'facts'},
      h('span', {class: 'tag ' + (OUTCOMES[event.outcome] ?? '')}, event.outcome),
      h('span', {}, time(event.at)),
      event.sender ? h('span', {}, origin(event.sender)) : null,
      event.format ? h('span', {}, 'as ' + event.format) : null,
      event.from ? h('span', {}, event.from) : null,
      h('span', {class: 'mono'}, event.place)),
    event.why ? h('p', {}, event.why) : null,
    h('div', {class: ofLine ? 'sides' : ''},
      ofLine ? h('div', {}, h('h2', {}, 'In'), h('pre', {tabindex: '0', 'aria-label': 'The line as it came in'}, event.in)) : null,
      h('div', {}, h('h2', {}, ofLine ? 'Out' : 'Event'), ...(event.events.length
        ? event.events.map(out => outTable(out, changed))
        : [h('p', {class: 'soft'}, event.outcome === 'dead letter' ? 'A dead letter.' : 'Nothing.')]))),
    event.rules.length ? h('div', {class: 'steps'}, h('h2', {}, 'What rules did'), h('ol', {}, ...event.rules.map(step))) : null);
}

function outTable(event, changed) {
  return h('table', {class: 'fields'}, h('caption', {class: 'visually-hidden'}, 'Fields of the event'),
    h('tbody', {}, ...flattened(event).sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) =>
      h('tr', {class: changed.has(name) ? 'changed' : null}, h('th', {scope: 'row'}, ...breakable(name)),
        h('td', {}, value, changed.has(name) ? h('span', {class: 'soft small'}, ' by ' + changed.get(name)) : null)))));
}

function step(one) {
  return h('li', {}, h('strong', {}, one.rule), one.outcome === 'kept' ? '' : ' → ' + one.outcome,
    one.changes.length ? changeList(one.changes) : null);
}
