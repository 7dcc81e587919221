// SPDX-License-Identifier: Apache-2.0
// Whether what was replayed is in the stores: found in Elasticsearch, found in which object of the lake, under which id.
import {get} from './api.js';
import {count, h} from './dom.js';
import {link} from './place.js';

/** A button that asks for the proof of the latest replay, and shows it in what it is given. */
export function proofButton(context, place) {
  const button = h('button', {onclick: async () => {
    button.disabled = true;
    context.settle();
    place.replaceChildren(h('p', {class: 'soft'}, 'Looking into both stores …'));
    try {
      place.replaceChildren(...told(await get('api/v1/letters/job/proof')));
    } catch (error) {
      place.replaceChildren();
      context.fail(error);
    } finally {
      button.disabled = false;
    }
  }}, 'Prove');
  return button;
}

function told(proof) {
  const all = proof.events > 0 && proof.inElasticsearch === proof.events && proof.inLake === proof.events;
  const good = all && !proof.repeated && !proof.without;
  return [
    h('p', {class: 'note proof' + (proof.repeated ? ' bad' : good ? '' : ' warn')}, sentence(proof, all)),
    ...proof.problems.map(problem => h('p', {class: 'note warn'}, 'Something may be there all the same: ' + problem + '.')),
    table(proof.told),
    proof.told.length < proof.letters ? h('p', {class: 'soft small'}, `${count(proof.told.length)} of ${count(proof.letters)} letters are listed, those that are not proven first.`) : '',
  ];
}

function sentence(proof, all) {
  const start = `${count(proof.letters)}${proof.more ? ' or more' : ''} replayed letters: `;
  const events = `${count(proof.events)} events, ${count(proof.inElasticsearch)} found in Elasticsearch and ${count(proof.inLake)} in the lake`;
  return start + events
    + (proof.repeated ? `, ${count(proof.repeated)} of them more than once` : all ? ', each once' : '')
    + (proof.without ? `; ${count(proof.without)} letters are none: letters again, or left out by a rule` : '')
    + (all || !proof.events ? '.' : '. The lake has an event when its file is closed (sluice.sink.s3.file.max-age); one that a rule sends to one store is not in the other.');
}

function table(letters) {
  const rows = letters.flatMap(letter => letter.events.length
    ? letter.events.map(event => row(letter.letter, event))
    : [h('tr', {}, h('th', {scope: 'row'}, letter.letter), h('td', {'data-label': 'Id'}, '–'),
      h('td', {'data-label': 'Elasticsearch'}, 'no event'), h('td', {'data-label': 'Lake'}, 'no event'))]);
  return rows.length ? h('div', {class: 'card scroll', tabindex: '0', role: 'region', 'aria-label': 'Letters and where their events are'}, h('table', {class: 'book list proofs'}, h('caption', {class: 'visually-hidden'}, 'Letters and where their events are'),
    h('thead', {}, h('tr', {}, ...['Letter', 'Id', 'Elasticsearch', 'Lake'].map(head => h('th', {scope: 'col'}, head)))),
    h('tbody', {}, ...rows))) : '';
}

function row(letter, event) {
  return h('tr', {},
    h('th', {scope: 'row'}, letter),
    h('td', {'data-label': 'Id'}, h('a', {class: 'mono', href: link('search', {q: `event.id:"${event.id}"`, minutes: 5256000})}, event.id)),
    h('td', {'data-label': 'Elasticsearch'}, places(event.indices)),
    h('td', {'data-label': 'Lake'}, places(event.objects)));
}

const places = found => found.length
  ? h('span', {class: 'mono'}, ...found.map(place => h('span', {class: found.length > 1 ? 'place wrong' : 'place'}, place)))
  : h('strong', {class: 'wrong'}, 'not found');
