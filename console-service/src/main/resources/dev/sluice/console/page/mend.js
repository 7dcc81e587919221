// SPDX-License-Identifier: Apache-2.0
// One rule that mends all letters of a group: shown as a difference, tried on all of them, and only then sent.
import {get, post} from './api.js';
import {count, h} from './dom.js';

const MOST_WORDS = 600;

/**
 * @param group whose letters are mended
 * @param selection gives which letters, as of now
 * @param replay asks how fast, and sends
 */
export function mendForm(group, selection, context, replay) {
  const ofEvents = group.cause.stage !== 'logs.raw-dlt';
  const rows = h('div', {class: 'groups'});
  const format = h('select', {name: 'format'}, h('option', {value: ''}, 'as it is'));
  const zone = h('input', {name: 'zone', placeholder: 'as it is', spellcheck: 'false', autocomplete: 'off'});
  const dataset = h('input', {name: 'dataset', placeholder: 'as it is', spellcheck: 'false', autocomplete: 'off'});
  const result = h('div', {class: 'groups', 'aria-live': 'polite'});
  let form;

  get('api/v1/formats').then(names => format.append(...names.map(name => h('option', {value: name}, name)))).catch(() => {});

  function addReplacement() {
    const row = h('div', {class: 'replacement'},
      h('label', {}, 'Replace', h('input', {name: 'find', spellcheck: 'false', autocomplete: 'off'})),
      h('label', {}, 'by', h('input', {name: 'with', spellcheck: 'false', autocomplete: 'off'})),
      h('label', {class: 'inline'}, h('input', {type: 'checkbox', name: 'pattern'}), 'is a pattern (RE2)'));
    rows.append(row);
    return row;
  }

  function mend() {
    const replacements = [...rows.children].map(row => ({
      find: row.querySelector('[name=find]').value,
      with: row.querySelector('[name=with]').value,
      pattern: row.querySelector('[name=pattern]').checked,
    })).filter(replacement => replacement.find !== '');
    return {replacements, format: format.value || null, zone: zone.value || null, dataset: dataset.value || null};
  }

  async function work(button, does) {
    button.disabled = true;
    context.settle();
    try {
      await does();
    } catch (error) {
      context.fail(error);
    } finally {
      button.disabled = false;
    }
  }

  async function showDifference() {
    const samples = await post('api/v1/letters/diff', {...selection(), mend: mend()});
    result.replaceChildren(...samples.map(difference));
  }

  async function tryAll() {
    result.replaceChildren(h('p', {class: 'soft'}, 'Trying all of them …'));
    try {
      result.replaceChildren(trialNote(await post('api/v1/letters/trial', {...selection(), mend: mend()})));
    } catch (error) {
      result.replaceChildren();
      throw error;
    }
  }

  form = h('form', {class: 'mend', onsubmit: event => {
    event.preventDefault();
    work(event.submitter ?? form.querySelector('button.primary'), showDifference);
  }},
  rows,
  h('div', {class: 'buttons'}, h('button', {type: 'button', onclick: () => addReplacement().querySelector('input').focus()}, 'One more replacement')),
  h('div', {class: 'row mends'},
    ofEvents ? null : h('label', {}, 'Read as format', format),
    ofEvents ? null : h('label', {}, 'Times without a zone are of', zone),
    h('label', {}, 'Dataset', dataset)),
  h('div', {class: 'buttons'},
    h('button', {class: 'primary'}, 'Show the difference'),
    h('button', {type: 'button', onclick: event => work(event.target, tryAll)}, 'Try on all'),
    context.mayOperate ? h('button', {type: 'button', onclick: () => replay(mend())}, 'Replay mended …') : null),
  result);
  addReplacement();
  return form;
}

export function trialNote(result) {
  const all = result.pass + result.fail + result.filtered + result.untried;
  const why = Object.entries(result.reasons).map(([reason, times]) => `${count(times)} ${reason}`).join(', ');
  return h('p', {class: 'note trial' + (result.fail > 0 ? ' warn' : '')},
    `Of ${count(all)}: ${count(result.pass)} would become events, ${count(result.fail)} would be letters again${why ? ` (${why})` : ''}, ${count(result.filtered)} would be left out by a rule`
    + (result.untried > 0 ? `; ${count(result.untried)} can only be judged by their store.` : '.'));
}

function difference(sample) {
  const [before, after] = marked(sample.before, sample.after);
  const headers = Object.entries(sample.headers);
  return h('section', {class: 'sample', 'aria-label': 'Letter ' + sample.letter},
    h('p', {class: 'soft small'}, sample.letter, ' · ', verdict(sample.outcome)),
    sample.changed
      ? h('div', {class: 'diff'},
        h('pre', {tabindex: '0', class: 'before', 'aria-label': 'as it is'}, ...before),
        h('pre', {tabindex: '0', class: 'after', 'aria-label': 'as it would be sent'}, ...after),
        sample.before === sample.after ? h('p', {class: 'small'}, 'What changes is within what is hidden here.') : null)
      : h('pre', {tabindex: '0'}, sample.before),
    sample.changed || headers.length ? null : h('p', {class: 'small'}, 'Nothing would be changed.'),
    ...headers.map(([name, change]) => h('p', {class: 'mono small'}, name + ': ',
      change.before === null ? null : h('del', {}, change.before), ' ', h('ins', {}, change.after))));
}

function verdict(outcome) {
  if (outcome.pass) {
    return h('span', {class: 'tag good'}, 'would become an event');
  }
  if (outcome.fail) {
    return h('span', {class: 'tag bad'}, 'would be a letter again: ' + Object.keys(outcome.reasons).join(', '));
  }
  return h('span', {class: 'tag'}, outcome.filtered ? 'would be left out by a rule' : 'only its store can judge it');
}

/** Both texts, with the words marked that the other does not have. */
export function marked(before, after) {
  const a = before.split(/(\W)/).filter(word => word);
  const b = after.split(/(\W)/).filter(word => word);
  if (before === after || a.length > MOST_WORDS || b.length > MOST_WORDS) {
    return [[before], [after]];
  }
  // Longest common subsequence.
  const longest = Array.from({length: a.length + 1}, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  const left = [];
  const right = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      left.push([null, a[i++]]);
      right.push([null, b[j++]]);
    } else if (j === b.length || i < a.length && longest[i + 1][j] >= longest[i][j + 1]) {
      left.push(['del', a[i++]]);
    } else {
      right.push(['ins', b[j++]]);
    }
  }
  return [joined(left), joined(right)];
}

function joined(parts) {
  const runs = [];
  for (const [mark, text] of parts) {
    if (runs.length && runs.at(-1)[0] === mark) {
      runs.at(-1)[1] += text;
    } else {
      runs.push([mark, text]);
    }
  }
  return runs.map(([mark, text]) => mark ? h(mark, {}, text) : text);
}
