// SPDX-License-Identifier: Apache-2.0
// Events in Elasticsearch, by time and query.
import {get} from './api.js';
import {count, h, many, svg, time} from './dom.js';
import {fieldTable, summary} from './fields.js';
import {link, remember} from './place.js';

const RANGES = [['15 minutes', 15], ['1 hour', 60], ['24 hours', 1440], ['7 days', 10080], ['30 days', 43200], ['10 years', 5256000]];

export function searchView(main, context, place) {
  const asked = place.get('minutes') ?? '60';
  const query = h('input', {type: 'search', name: 'query', placeholder: 'e.g. timeout AND host.name:web-1', spellcheck: 'false', value: place.get('q') ?? ''});
  const range = h('select', {name: 'range'}, ...RANGES.map(([name, minutes]) => h('option', {value: minutes, selected: String(minutes) === asked}, name)));
  const result = h('div', {class: 'groups'});
  const status = h('p', {class: 'soft', role: 'status'});
  let latest = 0;

  async function search(event) {
    event?.preventDefault();
    context.settle();
    const to = new Date();
    const from = new Date(to - Number(range.value) * 60_000);
    // A little ahead: clocks of senders are not all right.
    to.setMinutes(to.getMinutes() + 5);
    const number = ++latest;
    status.textContent = 'Searching …';
    remember('search', {q: query.value, minutes: range.value});
    try {
      const found = await get('api/v1/search?' + new URLSearchParams({q: query.value, from: from.toISOString(), to: to.toISOString()}));
      // Answers do not come in the order of their questions.
      if (number !== latest) {
        return;
      }
      status.textContent = (found.more ? count(found.total) + ' or more events' : many(found.total, 'event')) + (found.total > found.hits.length ? `, the newest ${found.hits.length} are shown` : '');
      result.replaceChildren(
        found.histogram.length > 1 ? histogram(found.histogram) : '',
        found.hits.length ? h('ul', {class: 'hits card'}, ...found.hits.map(hit)) : nothing(query.value));
    } catch (error) {
      if (number !== latest) {
        return;
      }
      status.textContent = '';
      result.replaceChildren();
      context.fail(error);
    }
  }

  main.append(
    h('div', {class: 'heading'}, h('h1', {}, 'Search'), status),
    h('form', {class: 'card row', onsubmit: search},
      h('label', {class: 'grow'}, 'Query (Elasticsearch’s query string)', query),
      h('label', {}, 'Event time, the last', range),
      h('button', {class: 'primary'}, 'Search')),
    result);
  range.addEventListener('change', search);
  search();
}

function nothing(query) {
  return h('p', {class: 'note'}, query.trim()
    ? 'Nothing matches. Another time or fewer words may: e.g. timeout, host.name:web-1, or both with AND.'
    : ['No event of this time is in Elasticsearch. What was sent is here a second or so after it was parsed; ',
      h('a', {href: link('flow', {})}, 'the flow'), ' says what comes in, and what holds it up.']);
}

function hit(found) {
  const event = found.event;
  const details = h('div', {hidden: true});
  const button = h('button', {class: 'hit', 'aria-expanded': 'false', onclick: () => {
    if (!details.hasChildNodes()) {
      details.append(fieldTable({...event, _index: found.index}));
    }
    details.hidden = !details.hidden;
    button.setAttribute('aria-expanded', String(!details.hidden));
  }}, time(event['@timestamp']), h('span', {class: 'dataset'}, event.data_stream?.dataset ?? event.event?.dataset ?? ''), h('span', {class: 'message'}, summary(event)));
  return h('li', {}, button, details);
}

function histogram(bars) {
  const top = Math.max(...bars.map(bar => bar.count), 1);
  const width = 1000 / bars.length;
  return h('section', {class: 'card chart'},
    svg('svg', {viewBox: '0 0 1000 80', preserveAspectRatio: 'none', role: 'img', class: 'histogram',
      'aria-label': `Events over time: at most ${count(top)} in one of ${bars.length} spans`},
      ...bars.map((bar, i) => svg('rect', {class: 'bar', x: (i * width + 1).toFixed(1), width: Math.max(1, width - 2).toFixed(1),
        y: (80 - bar.count / top * 78).toFixed(1), height: (bar.count / top * 78).toFixed(1)},
        svg('title', {}, `${bar.at}: ${count(bar.count)}`)))),
    h('div', {class: 'heading soft small'}, time(bars[0].at), time(bars.at(-1).at)));
}
