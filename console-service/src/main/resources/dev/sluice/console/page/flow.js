// SPDX-License-Identifier: Apache-2.0
// The way of the data, live: senders → ingest → logs.raw → parser → logs.parsed → stores.
import {get} from './api.js';
import {lineChart} from './chart.js';
import {bytes, count, duration, h, rate, svg} from './dom.js';

const RECENT = 150;

export function flowView(main, context) {
  const flow = h('div', {class: 'flow', role: 'group', 'aria-label': 'Flow of events'});
  const note = h('p', {class: 'note', role: 'status'}, 'Measuring …');
  const charts = h('div', {class: 'charts'});
  const live = h('span', {class: 'soft small'}, '');
  let history = {minutes: [], recent: []};
  let day = false;
  let open = null;

  const toggle = (text, isDay) => h('button', {'aria-pressed': String(day === isDay), onclick: event => {
    day = isDay;
    for (const button of event.target.parentElement.children) {
      button.setAttribute('aria-pressed', String(button === event.target));
    }
    drawCharts();
  }}, text);

  main.append(
    h('div', {class: 'heading'}, h('h1', {}, 'Flow'), live),
    note, flow,
    h('div', {class: 'heading'}, h('h2', {}, 'History'), h('div', {class: 'buttons', role: 'group', 'aria-label': 'Span'}, toggle('5 minutes', false), toggle('24 hours', true))),
    charts);

  function drawCharts() {
    const points = day ? history.minutes : history.recent;
    const at = points.map(point => point.at);
    const of = name => points.map(point => point[name]);
    charts.replaceChildren(
      lineChart('Events a second', at, [
        {name: 'accepted', style: 's1', values: of('lines')},
        {name: 'parsed', style: 's2', values: of('parser')},
        {name: 'Elasticsearch', style: 's3', values: of('elasticsearch')},
        {name: 'lake', style: 's4', values: of('s3')}], rate),
      lineChart('Dead letters a second', at, [{name: 'dead letters', style: 's-bad', values: of('dead')}], rate),
      lineChart('Oldest event that waits', at, [{name: 'before parser or Elasticsearch', style: 's1', values: of('oldest')}], duration));
  }

  function remember(snapshot) {
    const dead = Math.max(0, snapshot.dead) + snapshot.stages.reduce((sum, stage) => sum + Math.max(0, stage.dead), 0);
    const [parser, elasticsearch, s3] = snapshot.stages;
    history.recent.push({at: Date.parse(snapshot.at), lines: snapshot.lines, parser: parser.done,
      elasticsearch: elasticsearch.done, s3: s3.done, dead, oldest: Math.max(parser.oldest, elasticsearch.oldest)});
    if (history.recent.length > RECENT) {
      history.recent.shift();
    }
  }

  const stream = new EventSource('api/v1/flow/stream');
  stream.onmessage = message => {
    const snapshot = JSON.parse(message.data);
    drawFlow(flow, note, snapshot, open);
    live.textContent = 'live, ' + new Date(snapshot.at).toLocaleTimeString('sv-SE');
    remember(snapshot);
    drawCharts();
  };
  stream.onerror = () => {
    live.textContent = 'connection lost, trying again …';
  };
  const countLetters = async () => {
    try {
      const letters = await get('api/v1/letters');
      open = count(letters.total) + (letters.more ? ' or more' : '');
    } catch (error) {
      open = null;
    }
  };
  countLetters();
  const timer = setInterval(countLetters, 15_000);
  get('api/v1/flow/history').then(found => {
    history = found;
    drawCharts();
  }).catch(error => context.fail(error));
  drawCharts();
  return () => {
    stream.close();
    clearInterval(timer);
  };
}

function drawFlow(flow, note, snapshot, open) {
  const hold = snapshot.holdUp;
  note.className = 'note' + (hold ? snapshot.parts.some(part => part.name === hold.part && part.status === 'down') ? ' bad' : ' warn' : '');
  const sentence = hold ? 'Held up: ' + hold.why : 'Nothing is held up.';
  if (note.textContent !== sentence) {
    note.textContent = sentence;
  }
  const [parser, elasticsearch, s3] = snapshot.stages;
  const held = name => hold?.part === name;
  // One sink may serve both stores: which of them is not well is in what it says.
  const ofStore = name => {
    const parts = snapshot.parts.filter(part => part.name === 'sink');
    return worst(parts.map(part => part.status === 'degraded' && !(part.why ?? '').includes(name) ? 'up' : part.status));
  };
  const heldStore = name => held(name) || held('sink') && ofStore(name) !== 'up';
  const status = name => worst(snapshot.parts.filter(part => part.name === name).map(part => part.status));
  flow.replaceChildren(
    part({name: 'Senders', figure: snapshot.lines, unit: 'lines/s',
      facts: Object.entries(snapshot.senders).map(([protocol, lines]) => [protocol, rate(lines) + '/s'])}),
    edge(snapshot.lines),
    part({name: 'Ingest', status: status('ingest'), held: held('ingest'), figure: snapshot.lines, unit: 'lines/s',
      facts: [['bytes', bytes(snapshot.bytes) + '/s']], branches: [dead(snapshot.dead)]}),
    edge(snapshot.lines),
    topic('logs.raw', parser, 'chunks wait'),
    edge(parser.done),
    part({name: 'Parser', status: status('parser'), held: held('parser'), figure: parser.done, unit: 'events/s',
      facts: [['lag', count(parser.lag)], ['oldest', duration(parser.oldest)]],
      branches: [dead(parser.dead), branch('filtered', 'filtered', parser.filtered), branch('filtered', 'repeats', parser.repeats)]}),
    edge(parser.done),
    topic('logs.parsed', {lag: Math.max(elasticsearch.lag, s3.lag), oldest: Math.max(elasticsearch.oldest, s3.oldest)}, 'events wait'),
    edge(elasticsearch.done),
    h('div', {class: 'stores'},
      store('Elasticsearch', elasticsearch, ofStore('elasticsearch'), heldStore('elasticsearch')),
      store('Lake (S3)', s3, ofStore('s3'), heldStore('s3')),
      h('a', {class: 'branch dead' + (open && open !== '0' ? ' some' : ''), href: '#/letters'},
        h('span', {}, 'dead letters, open'), h('span', {}, open ?? '–'))));
}

const store = (name, stage, status, held) => part({name, status, held, figure: stage.done, unit: 'events/s',
  facts: [['lag', count(stage.lag)], ['oldest', duration(stage.oldest)]],
  branches: [dead(stage.dead)]});

const dead = value => branch('dead', 'dead letters', value);

function branch(kind, name, value) {
  return h('p', {class: `branch ${kind}${value > 0 ? ' some' : ''}`}, h('span', {}, '↳ ' + name), h('span', {}, value < 0 ? '–' : rate(value) + '/s'));
}

function topic(name, stage, words) {
  return h('section', {class: 'part topic'}, h('div', {class: 'card'},
    h('h2', {}, name),
    h('p', {class: 'rate'}, count(stage.lag), ' ', h('small', {}, words)),
    h('dl', {}, h('dt', {}, 'oldest'), h('dd', {}, duration(stage.oldest)))));
}

function part({name, status, held, figure, unit, facts, branches = []}) {
  return h('section', {class: 'part' + (status === 'down' ? ' down' : held ? ' hold' : '')},
    h('div', {class: 'card'},
      h('h2', {}, status ? h('span', {class: 'dot ' + status, title: status}) : null, name,
        status && status !== 'up' ? h('span', {class: 'tag ' + (status === 'down' ? 'bad' : 'warn')}, status) : null,
        status ? h('span', {class: 'visually-hidden'}, status) : null,
        held ? h('span', {class: 'tag warn'}, 'holds up') : null),
      h('p', {class: 'rate'}, rate(figure), ' ', h('small', {}, unit)),
      facts.length ? h('dl', {}, ...facts.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)])) : null),
    ...branches);
}

/** The wider, the more flows: from 2 to 30 units, by the logarithm of the rate. */
function edge(value) {
  const width = value > 0 ? Math.min(30, 3 + 5.5 * Math.log10(1 + value)) : 2;
  const top = 20 - width / 2;
  const tip = Math.max(width, 10);
  return h('div', {class: 'edge', 'aria-hidden': 'true'},
    svg('svg', {viewBox: '0 0 56 40', preserveAspectRatio: 'none'},
      svg('path', {d: `M4 ${top}H38V${20 - tip / 2 - 4}L53 20L38 ${20 + tip / 2 + 4}V${top + width}H4Z`})));
}

const worst = words => ['down', 'degraded', 'up'].find(word => words.includes(word));
