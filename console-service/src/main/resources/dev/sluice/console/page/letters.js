// SPDX-License-Identifier: Apache-2.0
// Dead letters in groups that probably have one cause: looked at, tried, replayed, discarded.
import {get, post} from './api.js';
import {bytes, count, h, time} from './dom.js';
import {origin} from './fields.js';
import {mendForm, trialNote} from './mend.js';
import {link} from './place.js';
import {proofButton} from './proof.js';

const EVERY = 5_000;
const JOB = 700;

/** By what of a group's cause a link may choose. */
const CHOICES = ['stage', 'reason', 'dataset', 'sender'];

export function lettersView(main, context, place) {
  const chosen = CHOICES.filter(name => place.has(name)).map(name => [name, place.get(name)]);
  const shown = group => chosen.every(([name, value]) => group.cause[name] === value);
  const total = h('span', {class: 'soft', role: 'status'}, 'Reading …');
  const jobNote = h('div', {hidden: true, class: 'note', 'aria-live': 'polite'});
  const proof = h('div', {class: 'groups', 'aria-live': 'polite'});
  const list = h('div', {class: 'groups'});
  const cards = new Map();
  let asOf = null;
  let job = null;
  let over = false;
  let wait;
  let drawnJob = '';

  main.append(
    h('div', {class: 'heading'}, h('h1', {}, 'Dead letters'), total),
    h('p', {class: 'soft'}, 'What could not be processed, with its original bytes, in groups that probably have one cause. Try what today’s parser would make of a group before you replay it: nothing is sent then.'),
    chosen.length ? h('p', {class: 'note'}, `Only those with ${chosen.map(([name, value]) => `${name} ${value}`).join(', ')}. `, h('a', {href: link('letters', {})}, 'Show all')) : '',
    jobNote, proof, list);

  async function readGroups() {
    try {
      const found = await get('api/v1/letters');
      asOf = found.asOf;
      drawGroups(found);
    } catch (error) {
      context.fail(error);
    }
  }

  function drawGroups({groups: all, ...rest}) {
    const found = {...rest, groups: all.filter(shown)};
    found.total = chosen.length ? found.groups.reduce((sum, group) => sum + group.count, 0) : found.total;
    total.textContent = found.total === 0 ? 'none open' : `${count(found.total)}${found.more ? ' or more' : ''} open in ${found.groups.length} group${found.groups.length === 1 ? '' : 's'}`;
    const keys = found.groups.map(group => JSON.stringify(group.cause));
    for (const key of [...cards.keys()].filter(key => !keys.includes(key))) {
      cards.get(key).element.remove();
      cards.delete(key);
    }
    list.querySelector('.empty')?.remove();
    if (found.groups.length === 0) {
      list.append(h('p', {class: 'note empty'}, chosen.length ? 'There are none of these that nothing was done about.' : 'There are no dead letters that nothing was done about.'));
    }
    found.groups.forEach((group, i) => {
      if (!cards.has(keys[i])) {
        cards.set(keys[i], groupCard(group));
      }
      const card = cards.get(keys[i]);
      card.update(group);
      if (list.children[i] !== card.element) {
        list.insertBefore(card.element, list.children[i] ?? null);
      }
    });
  }

  function groupCard(group) {
    const amount = h('span', {class: 'count'});
    const times = h('span', {});
    const message = h('p', {class: 'mono'});
    const details = h('div', {class: 'details', 'aria-live': 'polite'});
    const other = group.cause.reason === '(other)';
    const selection = () => ({cause: group.cause, to: asOf});
    const act = (text, work, options) => {
      const button = h('button', {...options, onclick: async () => {
        button.disabled = true;
        context.settle();
        try {
          await work();
        } catch (error) {
          context.fail(error);
        } finally {
          button.disabled = false;
        }
      }}, text);
      return button;
    };
    const buttons = h('div', {class: 'buttons'},
      act('Samples', async () => {
        const samples = await post('api/v1/letters/samples', selection());
        details.replaceChildren(...samples.map(sampleOf));
      }),
      other ? null : act('Try', async () => {
        details.replaceChildren(h('p', {class: 'soft'}, 'Trying …'));
        const result = await post('api/v1/letters/trial', selection());
        details.replaceChildren(trialNote(result));
      }),
      other ? null : act('Mend …', () => {
        const form = mendForm(group, selection, context, mend => askReplay(group, {...selection(), mend}));
        details.replaceChildren(form);
        form.querySelector('input').focus();
      }),
      other || !context.mayOperate ? null : act('Replay …', () => askReplay(group, selection())),
      other || !context.mayOperate ? null : act('Discard …', () => askDiscard(group, selection()), {class: 'danger'}));
    const element = h('section', {class: 'card group', 'data-shape': group.cause.shape, 'aria-label': `${group.cause.reason}, ${group.cause.dataset}`},
      h('div', {class: 'top'},
        h('div', {}, amount, h('div', {class: 'soft small'}, 'letters')),
        h('div', {class: 'what'},
          h('h2', {}, group.cause.reason),
          h('div', {class: 'facts'},
            h('span', {}, 'dataset ' + group.cause.dataset), h('span', {}, origin(group.cause.sender)),
            h('span', {}, 'in ' + group.cause.stage), times),
          message,
          h('p', {class: 'mono soft', title: 'shape: 9 is a number, a a word'}, group.cause.shape)),
        buttons),
      details);
    return {element, update(now) {
      group = now;
      amount.textContent = count(now.count);
      message.textContent = now.message;
      times.replaceChildren('first ', time(now.first), ', last ', time(now.last));
    }};
  }

  function sampleOf(sample) {
    return h('div', {class: 'sample'},
      h('p', {class: 'soft small'}, sample.letter, ' · ', time(sample.at), ' · ', bytes(sample.size)),
      h('pre', {tabindex: '0'}, sample.text),
      h('p', {class: 'small'}, sample.message));
  }

  function ask(title, text, fields, button, send) {
    const dialog = h('dialog', {'aria-label': title}, h('form', {method: 'dialog', onsubmit: async event => {
      event.preventDefault();
      dialog.close();
      try {
        job = await send();
        drawJob();
        schedule(0);
      } catch (error) {
        context.fail(error);
      }
    }}, h('h2', {}, title), h('p', {}, text), ...fields, h('div', {class: 'buttons'},
      h('button', {type: 'button', onclick: () => dialog.close()}, 'Cancel'), button)));
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  function askReplay(group, selection) {
    const perSecond = h('input', {type: 'number', min: 1, max: 100000, value: 500, required: true, name: 'perSecond'});
    // Empty is never. A group that was not mended right comes back as a whole; a hundred are enough to see that.
    const stopAfter = h('input', {type: 'number', min: 1, name: 'stopAfter', placeholder: 'never', value: group.count > 100 ? 100 : ''});
    const how = selection.mend ? 'mended, to where they came from' : 'again to where they came from, as they are';
    ask(selection.mend ? 'Replay this group, mended' : 'Replay this group', `${count(group.count)} letters are sent ${how}, each once however often it is asked for.`,
      [h('label', {}, 'Letters a second at most', perSecond), h('label', {}, 'Stop when so many came back', stopAfter)],
      h('button', {class: 'primary'}, 'Replay'),
      () => post('api/v1/operate/letters/replay', {...selection, perSecond: Number(perSecond.value), stopAfter: stopAfter.value ? Number(stopAfter.value) : null}));
  }

  function askDiscard(group, selection) {
    const note = h('input', {required: true, maxlength: 500, name: 'note'});
    ask('Discard this group', `Nothing is done about these ${count(group.count)} letters, for good: they are not listed and not replayed any more.`,
      [h('label', {}, 'Why? It is kept with the decision.', note)],
      h('button', {class: 'danger'}, 'Discard'),
      () => post('api/v1/operate/letters/discard', {...selection, note: note.value}));
  }

  function drawJob() {
    // Drawn anew only when it is another: buttons stay where they are while somebody reaches for them.
    const now = JSON.stringify(job);
    if (!job || now === drawnJob) {
      return;
    }
    drawnJob = now;
    proof.replaceChildren();
    jobNote.hidden = false;
    jobNote.className = 'note job' + (job.state === 'failed' ? ' bad' : job.state === 'stopped' ? ' warn' : '');
    const running = job.state === 'running';
    jobNote.replaceChildren(h('div', {class: 'heading'},
      h('p', {}, sentence()),
      running && job.total ? h('progress', {max: job.total, value: job.done, 'aria-label': 'Progress'}) : null,
      !running && job.kind === 'replay' && job.outcome ? proofButton(context, proof) : null,
      running && job.kind === 'replay' && context.mayOperate ? h('button', {onclick: () => post('api/v1/operate/letters/stop').catch(error => context.fail(error))}, 'Stop') : null));
  }

  function sentence() {
    const group = `${job.cause.reason}, ${job.cause.dataset}`;
    if (job.state === 'running') {
      return `${job.kind === 'replay' ? 'Replaying' : 'Discarding'} ${group}: ${count(job.done)}${job.total ? ` of ${count(job.total)}` : ''} done …`;
    }
    if (job.state === 'failed') {
      return `The ${job.kind} of ${group} failed: ${job.problem}`;
    }
    const done = job.outcome.letters;
    const before = done.alreadyReplayed + done.alreadyDiscarded;
    const start = `${count(done.done)} ${job.kind === 'replay' ? 'replayed' : 'discarded'} of ${group}${before ? `, ${count(before)} were dealt with before` : ''}`;
    if (job.kind === 'discard') {
      return start + '.';
    }
    return `${start}: ${count(job.outcome.passed)} became events, ${count(job.outcome.cameBack)} are letters again`
      + (job.outcome.unknown ? `, of ${count(job.outcome.unknown)} it is not known yet` : '') + (job.state === 'stopped' ? '; stopped.' : '.');
  }

  async function tick() {
    const was = job?.state;
    try {
      job = await get('api/v1/letters/job');
      drawJob();
    } catch (error) {
      context.fail(error);
    }
    const running = job?.state === 'running';
    if (!over && (!running || was !== 'running')) {
      await readGroups();
    }
    schedule(running ? JOB : EVERY);
  }

  function schedule(after) {
    clearTimeout(wait);
    if (!over) {
      wait = setTimeout(tick, after);
    }
  }
  tick();
  return () => {
    over = true;
    clearTimeout(wait);
  };
}
