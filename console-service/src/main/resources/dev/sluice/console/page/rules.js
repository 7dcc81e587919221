// SPDX-License-Identifier: Apache-2.0
// What rules would have done to what was received, before they count; nothing is written.
import {post} from './api.js';
import {bytes, count, h, many} from './dom.js';
import {changeList} from './fields.js';
import {remember} from './place.js';
import {questionView} from './question.js';

const RANGES = [['15 minutes', 15], ['1 hour', 60], ['24 hours', 1440], ['7 days', 10080]];
const EXAMPLE = `rules:
  - name: health-checks
    if: {url.path: /health*}
    then: drop`;
const STORES = {elasticsearch: 'Elasticsearch', lake: 'the lake'};
const FIELDS = 20;

export function rulesView(main, context, place) {
  const given = place.get('minutes') ?? '60';
  const rules = h('textarea', {rows: 9, name: 'rules', required: true, spellcheck: 'false', placeholder: EXAMPLE});
  const range = h('select', {name: 'range'}, ...RANGES.map(([name, minutes]) => h('option', {value: minutes, selected: String(minutes) === given}, name)));
  const most = h('input', {type: 'number', name: 'maxEvents', min: 1, max: 100000, value: place.get('maxEvents') ?? 10000, required: true});

  questionView(main, context, {
    title: 'Rules',
    purpose: 'What rules would have done to what was received, before they count: no store and no topic is written. Samples show events as they came, so each trial is recorded in the audit log.',
    form: 'groups',
    action: 'Try',
    fields: button => [
      h('label', {}, 'A file of rules, as YAML', rules),
      h('div', {class: 'row-end buttons'}, h('label', {}, 'Received in the last', range), h('label', {}, 'Events, at most', most), button)],
    ask() {
      remember('rules', {minutes: range.value, maxEvents: most.value});
      const to = new Date();
      return {
        waiting: 'Reading what was received, half a minute at most …',
        answer: post('api/v1/capture/rules', {rules: rules.value, maxEvents: Number(most.value),
          from: new Date(to - Number(range.value) * 60_000).toISOString(), to: to.toISOString()}).then(tried => ({
          sentence: sentence(tried),
          warn: !tried.complete || !tried.trial.events,
          found: [...tried.warnings.map(warning => h('p', {class: 'note warn'}, warning)), ...tried.trial.rules.map(effect)],
        })),
      };
    },
  });
}

function sentence({complete, span, trial}) {
  if (!trial.events) {
    return `Nothing was received then that is an event: ${many(span.chunks, 'chunk')}, ${many(trial.deadLetters, 'dead letter')}.`;
  }
  const parts = [`${many(trial.events, 'event')} would be ${count(trial.kept)}, ${count(trial.dropped)} dropped`];
  for (const [store, name] of Object.entries(STORES)) {
    parts.push(`${name} would get ${bytes(trial[store].bytesAfter)} of ${bytes(trial[store].bytesBefore)}`);
  }
  if (trial.tooLarge) {
    parts.push(`${count(trial.tooLarge)} would be dead letters, since what they become is too large`);
  }
  if (span.replays) {
    parts.push(`left out: ${many(span.replays, 'replay')}`);
  }
  if (span.unreadable) {
    parts.push(`left out: ${many(span.unreadable, 'chunk')} of another release`);
  }
  return parts.join('; ') + (complete ? '.' : `; not read: ${many(span.left, 'record')} more.`);
}

function effect(rule) {
  const fields = Object.entries(rule.fields).sort(([, a], [, b]) => b - a);
  return h('section', {class: 'card rule', 'data-rule': rule.name},
    h('h2', {}, rule.name),
    h('p', {class: 'facts'}, ...facts(rule).map(fact => h('span', {}, fact))),
    fields.length ? h('p', {class: 'soft small'}, 'Changes ' + fields.slice(0, FIELDS).map(([name, times]) => `${name} ${count(times)}×`).join(', ')
      + (fields.length > FIELDS ? ` and ${fields.length - FIELDS} other fields` : '')) : null,
    ...rule.samples.map(sample));
}

function facts(rule) {
  return [
    `${count(rule.hits)} hit`,
    `${count(rule.dropped)} dropped`,
    rule.toLake ? `${count(rule.toLake)} to the lake alone` : null,
    rule.toElasticsearch ? `${count(rule.toElasticsearch)} to Elasticsearch alone` : null,
    `${count(rule.changed)} changed`,
    ...Object.entries(STORES).map(([store, name]) => `${name} ${less(rule.bytesSaved[store])}`),
    // 0 where the console cannot tell.
    rule.cpuNanosPerEvent ? `${(rule.cpuNanosPerEvent / 1000).toFixed(2)} µs of CPU per event` : null,
  ].filter(fact => fact !== null);
}

const less = saved => saved < 0 ? bytes(-saved) + ' more' : bytes(saved) + ' less';

function sample(one) {
  return h('div', {class: 'sample'},
    h('div', {}, h('span', {class: 'tag' + (one.outcome === 'dropped' ? '' : ' warn')}, one.outcome)),
    one.changes.length ? changeList(one.changes) : h('pre', {tabindex: '0', 'aria-label': 'The event as it was'}, one.event));
}
