// SPDX-License-Identifier: Apache-2.0
// The frame of a view of those who may capture: a form that asks one question at a time, and below it the answer.
import {h} from './dom.js';

/**
 * @param fields makes what is in the form, given its button
 * @param ask starts the question: {waiting: what is said meanwhile, answer: a promise of {sentence, warn, found: elements}}
 */
export function questionView(main, context, {title, purpose, form, action, fields, ask}) {
  const status = h('p', {class: 'note', role: 'status', hidden: true});
  const result = h('div', {class: 'groups'});
  const button = h('button', {class: 'primary'}, action);

  async function submit(event) {
    event.preventDefault();
    context.settle();
    button.disabled = true;
    result.replaceChildren();
    try {
      const {waiting, answer} = ask();
      say(waiting, false);
      const {sentence, warn, found} = await answer;
      say(sentence, warn);
      result.replaceChildren(...found);
    } catch (error) {
      status.hidden = true;
      context.fail(error);
    } finally {
      button.disabled = false;
    }
  }

  function say(sentence, warn) {
    status.hidden = false;
    status.className = 'note' + (warn ? ' warn' : '');
    status.textContent = sentence;
  }

  main.append(
    h('h1', {}, title),
    h('p', {class: 'soft'}, purpose),
    context.mayCapture
      ? h('form', {class: 'card ' + form, onsubmit: submit}, ...fields(button))
      : h('p', {class: 'note warn'}, 'Your token is not for capturing (sluice.console.capture-token).'),
    status, result);
}
