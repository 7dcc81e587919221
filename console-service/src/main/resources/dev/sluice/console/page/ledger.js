// SPDX-License-Identifier: Apache-2.0
// Both books by hour: what became of every accepted line, and of every event in each store.
import {get} from './api.js';
import {count, h, many, time} from './dom.js';
import {link, remember} from './place.js';

const SPANS = [['24 hours', 23], ['3 days', 71], ['7 days', 167]];
const STORES = {elasticsearch: 'Elasticsearch', s3: 'Lake (S3)'};
const STATES = {
  CLOSED: ['closed', 'good', 'nothing is in flight, and nothing is missing'],
  OPEN: ['in flight', '', 'not all of it is compared yet: some is on its way'],
  DIFFERENCE: ['difference', 'bad', 'something is not accounted for'],
  NOT_BOOKED: ['not booked', '', 'the hour began before the books did, or they were not kept whole: nothing can be said of it'],
  NOT_COMPARED: ['not compared yet', 'warn', 'what the store has of it is not known yet'],
};
// The worst first: what an hour is called by.
const ORDER = ['DIFFERENCE', 'NOT_COMPARED', 'OPEN', 'NOT_BOOKED', 'CLOSED'];

export function ledgerView(main, context, place) {
  const span = h('select', {name: 'span'}, ...SPANS.map(([name, hours]) => h('option', {value: hours, selected: String(hours) === place.get('hours')}, name)));
  const sender = h('input', {name: 'sender', value: place.get('sender') ?? '', placeholder: 'all', spellcheck: 'false'});
  const dataset = h('input', {name: 'dataset', value: place.get('dataset') ?? '', placeholder: 'all', spellcheck: 'false'});
  const verdict = h('p', {class: 'note', role: 'status'}, 'Reading the books …');
  const differences = h('div', {class: 'groups'});
  const hours = h('div', {class: 'groups'});
  const rules = h('section', {class: 'card', hidden: true, tabindex: '-1', 'aria-labelledby': 'rules'});
  const read = h('button', {class: 'primary'}, 'Read the books');
  let over = false;

  async function show(event) {
    event?.preventDefault();
    context.settle();
    read.disabled = true;
    const to = new Date();
    const asked = {sender: sender.value.trim(), dataset: dataset.value.trim()};
    remember('ledger', {...asked, hours: span.value});
    try {
      const found = await get('api/v1/ledger?' + new URLSearchParams({
        from: new Date(to - Number(span.value) * 3_600_000).toISOString(), to: to.toISOString(), ...given(asked)}));
      if (!over) {
        draw(found);
      }
    } catch (error) {
      verdict.className = 'note bad';
      verdict.textContent = 'The books could not be read.';
      differences.replaceChildren();
      hours.replaceChildren();
      context.fail(error);
    } finally {
      read.disabled = false;
    }
  }

  function draw(found) {
    const {books} = found;
    verdict.className = 'note' + (found.unaccounted ? ' bad' : found.closed ? '' : ' warn');
    verdict.replaceChildren(h('strong', {}, sentence(found)), ' As of ', time(books.at), '.');
    differences.replaceChildren(
      ...found.differences.map(differenceCard),
      ...books.notes.map(note => h('p', {class: 'note warn'}, 'Not everything is compared yet: ' + note + '.')));
    const byHour = new Map();
    const of = hour => byHour.get(hour) ?? byHour.set(hour, {lines: [], events: []}).get(hour);
    books.lines.forEach(row => of(row.hour).lines.push(row));
    books.events.forEach(row => of(row.hour).events.push(row));
    const names = [...new Set(books.events.flatMap(row => Object.keys(row.stores)))].sort();
    const newest = [...byHour.keys()].sort().reverse();
    const toRules = () => {
      rules.scrollIntoView({block: 'center'});
      rules.focus({preventScroll: true});
    };
    hours.replaceChildren(...newest.map((hour, i) => hourCard(hour, byHour.get(hour), names, i === 0, toRules)));
    rules.hidden = !books.lines.some(row => row.dropped + row.sampled);
    if (!rules.hidden) {
      drawRules();
    }
  }

  async function drawRules() {
    const byRule = Object.entries(await get('api/v1/flow/rules').catch(() => ({})));
    rules.replaceChildren(h('h2', {id: 'rules'}, 'Left out by rules'),
      byRule.length
        ? h('table', {class: 'fields'}, h('caption', {class: 'soft small'}, 'Since the parsers started, whatever the sender'),
          h('tbody', {}, ...byRule.map(([rule, times]) => h('tr', {}, h('th', {scope: 'row'}, rule), h('td', {}, count(times))))))
        : h('p', {class: 'soft'}, 'The parsers that run now have left nothing out, or do not answer: what the books say was by earlier ones.'));
  }

  main.append(
    h('div', {class: 'heading'}, h('h1', {}, 'Ledger')),
    h('p', {class: 'soft'}, 'Whether everything that was accepted is accounted for, by the hour of receipt: lines by sender, events by dataset in each store. What parser and sinks booked is compared, and the ids with it.'),
    h('form', {class: 'card row', onsubmit: show},
      h('label', {}, 'Hours of receipt, the last', span),
      h('label', {}, 'Sender (lines only)', sender),
      h('label', {}, 'Dataset (events only)', dataset),
      read),
    verdict, differences, hours, rules);
  span.addEventListener('change', show);
  show();
  return () => { over = true; };
}

const given = values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

function sentence(found) {
  const {books} = found;
  if (found.unaccounted) {
    return `${count(found.unaccounted)} not accounted for.`;
  }
  if (!books.lines.length && !books.events.length && !books.notes.length) {
    return 'Nothing was received in these hours.';
  }
  const lines = books.lines.reduce((sum, row) => sum + row.inFlight, 0);
  const events = books.events.reduce((sum, row) => sum + Math.max(0, ...Object.values(row.stores).map(store => store.inFlight)), 0);
  const flight = [lines ? many(lines, 'line') : '', events ? many(events, 'event') : ''].filter(part => part).join(' and ');
  if (flight) {
    return `Nothing is missing; ${flight} are in flight, and not compared yet.`;
  }
  return found.closed ? 'Everything that was accepted is accounted for.' : 'What could be compared is accounted for; not everything could be.';
}

function differenceCard({difference, hop, meaning, remedy}) {
  const ofLines = difference.store === null;
  const what = difference.count ? many(difference.count, ofLines ? 'line' : 'event') : 'Other events';
  const row = ofLines ? `sender ${difference.sender}, namespace ${difference.namespace}` : `${difference.dataStream} in ${STORES[difference.store] ?? difference.store}`;
  return h('section', {class: 'note bad difference', 'data-kind': difference.kind},
    h('h2', {}, `${what} ${hop}`),
    h('p', {}, 'Received in the hour from ', time(difference.hour), ', ', row, '. ', meaning),
    h('p', {}, remedy),
    h('p', {class: 'buttons'}, h('a', {href: '#/flow'}, 'How that hop is now'), h('a', {href: lettersOf(difference)}, 'Dead letters of this row')));
}

const lettersOf = row => row.dataStream
  ? link('letters', {dataset: datasetOf(row.dataStream), ...(row.store ? {stage: `logs.parsed-${row.store}-dlt`} : {})})
  : link('letters', {sender: row.sender, stage: 'logs.raw-dlt'});

/** Of logs-DATASET-NAMESPACE; neither part has a dash. */
const datasetOf = dataStream => dataStream.split('-')[1] ?? dataStream;

function hourCard(hour, rows, names, open, toRules) {
  const states = [
    ...rows.lines.map(row => row.state),
    ...rows.events.flatMap(row => names.map(name => stateOf(row, name)))];
  const state = ORDER.find(each => states.includes(each)) ?? 'NOT_BOOKED';
  const accepted = rows.lines.reduce((sum, row) => sum + row.lines + row.inFlight, 0);
  const written = rows.events.reduce((sum, row) => sum + row.written, 0);
  return h('details', {class: 'card hour ' + STATES[state][1], open: open || state === 'DIFFERENCE', 'data-state': state},
    h('summary', {}, h('h2', {}, time(hour)), tag(state),
      rows.lines.length ? h('span', {class: 'soft'}, many(accepted, 'line')) : null,
      rows.events.length ? h('span', {class: 'soft'}, many(written, 'event')) : null),
    rows.lines.length ? linesTable(rows.lines, toRules) : null,
    rows.events.length ? eventsTable(rows.events, names) : null);
}

/** What was written, and of which a store's part is not in the books: whether it is there is not known. */
const stateOf = (row, name) => row.stores[name]?.state ?? 'NOT_COMPARED';

function tag(state, words) {
  const [name, style, why] = STATES[state];
  return h('span', {class: 'tag ' + style, title: why}, words ?? name);
}

function linesTable(rows, toRules) {
  return table('Lines, by sender', ['Sender', 'Namespace', 'Accepted', 'Split', 'Repeats', 'By rules', 'Dead letters', 'Events', 'In flight', 'Difference', ''],
    rows.map(row => ({state: row.state, cells: [
      senderName(row), row.namespace, number(row.lines), number(row.split), number(row.repeats),
      row.dropped + row.sampled ? h('button', {class: 'link', onclick: toRules, title: `${count(row.dropped)} dropped, ${count(row.sampled)} sampled out`}, count(row.dropped + row.sampled)) : number(0),
      row.deadLetters ? h('a', {href: lettersOf(row)}, count(row.deadLetters)) : number(0),
      number(row.events), number(row.inFlight), signed(row.difference), tag(row.state)]})));
}

function eventsTable(rows, names) {
  return table('Events, by dataset and store', ['Data stream', 'Store', 'Written', 'Stored', 'Elsewhere', 'Dead letters', 'Expired', 'Erased', 'In flight', 'Difference', ''],
    rows.flatMap(row => names.map(name => {
      const store = row.stores[name];
      const start = [row.dataStream, STORES[name] ?? name, number(row.written)];
      return !store ? {state: 'NOT_COMPARED', cells: [...start, ...Array(7).fill('–'), tag('NOT_COMPARED')]} : {state: store.state, cells: [
        ...start, number(store.stored - store.replays), number(store.routed),
        store.deadLetters ? h('a', {href: lettersOf({...row, store: name})}, count(store.deadLetters)) : number(0),
        number(store.expired), number(store.erased), number(store.inFlight), signed(store.difference),
        tag(store.state, store.sameEvents ? null : 'other events')]};
    })));
}

/** Who needs no token to send has no name. */
const senderName = row => row.sender === '-' ? h('span', {class: 'soft'}, 'no token') : row.sender;

const number = value => value ? count(value) : h('span', {class: 'soft'}, '0');

const signed = value => value ? h('strong', {class: 'wrong'}, count(Math.abs(value)) + (value > 0 ? ' missing' : ' too many')) : number(0);

function table(caption, heads, rows) {
  return h('table', {class: 'book'}, h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...heads.map(head => h('th', {scope: 'col'}, head || h('span', {class: 'visually-hidden'}, 'State'))))),
    h('tbody', {}, ...rows.map(({state, cells}) => h('tr', {'data-state': state}, ...cells.map((cell, i) =>
      i === 0 ? h('th', {scope: 'row'}, cell) : h('td', {'data-label': heads[i] || 'State'}, cell))))));
}
