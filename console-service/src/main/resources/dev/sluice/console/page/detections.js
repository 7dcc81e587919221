// SPDX-License-Identifier: Apache-2.0
// What the detector has found: incidents with their evidence, and whom it keeps out.
import {get} from './api.js';
import {count, duration, h, time} from './dom.js';
import {link, remember} from './place.js';

const RANGES = [['1 hour', 60], ['24 hours', 1440], ['7 days', 10080], ['30 days', 43200]];
const EVERY = 15_000;
const HIGH = 73;
const MEDIUM = 47;

export function detectionsView(main, context, place) {
  const asked = place.get('minutes') ?? '1440';
  const range = h('select', {name: 'range'}, ...RANGES.map(([name, minutes]) => h('option', {value: minutes, selected: String(minutes) === asked}, name)));
  const status = h('p', {class: 'note', role: 'status'}, 'Asking …');
  const open = h('div', {class: 'groups'});
  const closed = h('div', {class: 'groups'});
  const list = h('section', {class: 'card', 'aria-labelledby': 'blocked'});
  let over = false;
  let wait;
  let drawn = '';

  async function read() {
    clearTimeout(wait);
    const to = new Date();
    const from = new Date(to - Number(range.value) * 60_000);
    // The time of an alert is that of events, and their clocks are not all right.
    to.setMinutes(to.getMinutes() + 5);
    try {
      const found = await get('api/v1/detections?' + new URLSearchParams({from: from.toISOString(), to: to.toISOString()}));
      if (!over) {
        draw(found);
      }
    } catch (error) {
      status.className = 'note bad';
      status.textContent = 'What was detected could not be read.';
      context.fail(error);
    }
    if (!over) {
      wait = setTimeout(read, EVERY);
    }
  }

  function draw(found) {
    // Drawn anew only when it is another: what somebody has opened stays open.
    const now = JSON.stringify(found);
    if (now === drawn) {
      return;
    }
    drawn = now;
    context.settle();
    const {detector, incidents} = found;
    const going = incidents.filter(incident => incident.open);
    status.className = 'note' + (!detector.runs ? ' warn' : going.length ? ' bad' : '');
    status.textContent = sentence(detector, incidents, going) + (found.more ? ` Only the newest alerts of ${count(found.alerts)} were looked at.` : '');
    const kept = new Set([...main.querySelectorAll('.incident[open]')].map(each => each.dataset.id));
    const cards = all => all.map(incident => incidentCard(incident, detector.runs, kept.has(incident.id)));
    const over = incidents.filter(incident => !incident.open);
    open.replaceChildren(h('h2', {}, `Open (${count(going.length)})`), ...cards(going));
    closed.replaceChildren(h('h2', {}, `Over (${count(over.length)})`), ...cards(over));
    list.replaceChildren(...blockList(detector));
  }

  main.append(
    h('div', {class: 'heading'}, h('h1', {}, 'Detections'), h('label', {class: 'inline'}, 'Alerts of the last', range)),
    h('p', {class: 'soft'}, 'Attacks that the detector has found in events while they passed. All alerts of one incident are told together.'),
    status, open, closed, list);
  range.addEventListener('change', () => {
    remember('detections', {minutes: range.value});
    read();
  });
  read();
  return () => {
    over = true;
    clearTimeout(wait);
  };
}

function sentence(detector, incidents, going) {
  if (!detector.runs) {
    return `The detector does not run: ${detector.why}. Nothing new is found meanwhile`
      + (incidents.length ? '; what is below is what it had found before.' : '.');
  }
  if (going.length) {
    return `${count(going.length)} incident${going.length === 1 ? ' is' : 's are'} open.`;
  }
  return incidents.length ? 'No incident is open.' : 'The detector runs, and has found nothing in this time.';
}

function incidentCard(incident, runs, opened) {
  const level = incident.severity >= HIGH ? ['high', 'bad'] : incident.severity >= MEDIUM ? ['medium', 'warn'] : ['low', ''];
  return h('details', {class: 'card hour incident ' + (incident.open ? level[1] : ''), 'data-id': incident.id, open: opened},
    h('summary', {},
      h('h3', {}, incident.title),
      h('span', {class: 'tag ' + level[1], title: 'severity ' + incident.severity}, level[0]),
      h('span', {class: 'mono'}, incident.group),
      h('span', {class: 'soft small'}, time(incident.start), ' – ', !incident.open ? time(incident.last) : runs ? 'now' : 'not known')),
    h('dl', {class: 'evidence'},
      ...fact('Rule', incident.rule),
      ...fact('At most', `${count(incident.count)} within ${duration(incident.window)}; ${count(incident.threshold)} make an incident`),
      ...fact('Signals', count(incident.signals)),
      ...fact('Technique', incident.techniques.join(', ')),
      ...fact('Last alert', time(incident.last))),
    incident.samples.length ? h('pre', {tabindex: '0', 'aria-label': 'What was seen'}, incident.samples.join('\n')) : null,
    h('p', {class: 'buttons'},
      incident.events.length ? h('a', {href: link('search', {q: `event.id:(${incident.events.map(id => `"${id}"`).join(' OR ')})`, minutes: 43200})}, 'The events that were counted') : null,
      incident.address ? h('a', {href: link('search', {q: `source.address:"${incident.address}"`, minutes: 1440})}, `All of ${incident.address}`) : null));
}

const fact = (term, value) => value ? [h('dt', {}, term), h('dd', {}, value)] : [];

function blockList(detector) {
  const heading = h('h2', {id: 'blocked'}, 'Block list');
  if (!detector.runs) {
    return [heading, h('p', {class: 'soft'}, 'Not known: the detector keeps it, and does not run. Servers that fetch it keep what they had.')];
  }
  const rows = detector.blocked;
  const mode = detector.blocks
    ? 'In force: servers that fetch it keep these addresses out.'
    : 'A dry run (sluice.detector.block.enabled is false): nobody is kept out, these would be.';
  return [heading, h('p', {class: 'soft'}, mode),
    rows.length === 0 ? h('p', {}, 'No address is on it.') : h('table', {class: 'book list'},
      h('caption', {class: 'visually-hidden'}, 'Addresses on the block list'),
      h('thead', {}, h('tr', {}, ...['Address', 'Rule', 'Until'].map(head => h('th', {scope: 'col'}, head)))),
      h('tbody', {}, ...rows.map(entry => h('tr', {},
        h('th', {scope: 'row'}, entry.address), h('td', {'data-label': 'Rule'}, entry.rule),
        h('td', {'data-label': 'Until'}, h('span', {}, time(entry.until), ' (', remaining(entry.until), ')'))))))];
}

function remaining(until) {
  const seconds = (new Date(until) - Date.now()) / 1000;
  return seconds > 0 ? 'for ' + duration(seconds) : 'over';
}
