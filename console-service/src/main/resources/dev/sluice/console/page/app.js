// SPDX-License-Identifier: Apache-2.0
// Which view is shown, and who looks at it.
import {get, post, remove, Unauthorized} from './api.js';
import {captureView} from './capture.js';
import {detectionsView} from './detections.js';
import {h} from './dom.js';
import {flowView} from './flow.js';
import {ledgerView} from './ledger.js';
import {lettersView} from './letters.js';
import {parseView} from './parse.js';
import {place} from './place.js';
import {rulesView} from './rules.js';
import {searchView} from './search.js';

const VIEWS = {flow: flowView, ledger: ledgerView, letters: lettersView, detections: detectionsView, search: searchView, capture: captureView, parse: parseView, rules: rulesView};
const main = document.getElementById('main');
const session = document.getElementById('session');
const toast = document.getElementById('toast');
let leave = () => {};

/** What a view is given: who looks, and where to say what went wrong. */
const context = {
  role: 'none',
  mayCapture: false,
  get mayOperate() { return this.role === 'operate'; },
  fail(error) {
    if (error instanceof Unauthorized) {
      askForToken();
    } else {
      toast.textContent = error.message;
    }
  },
  settle() { toast.textContent = ''; },
};

function show() {
  const {view: name, values} = place();
  const view = Object.hasOwn(VIEWS, name) ? name : 'flow';
  leave();
  context.settle();
  for (const link of document.querySelectorAll('nav a')) {
    const current = link.getAttribute('href') === '#/' + view;
    current ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
    if (current) {
      document.title = link.textContent + ' – Sluice';
    }
  }
  main.replaceChildren();
  leave = VIEWS[view](main, context, values) ?? (() => {});
}

function askForToken() {
  leave();
  leave = () => {};
  const token = h('input', {type: 'password', autocomplete: 'off', required: true, name: 'token'});
  document.title = 'Sign in – Sluice';
  main.replaceChildren(h('h1', {}, 'Sign in'), h('form', {
    class: 'card row', onsubmit: async event => {
      event.preventDefault();
      try {
        await post('api/v1/session', {token: token.value});
        await start();
      } catch (error) {
        toast.textContent = error.message;
      }
    },
  }, h('label', {class: 'grow'}, 'This console asks for a token', token), h('button', {class: 'primary'}, 'Go on')));
  token.focus();
}

async function start() {
  toast.textContent = '';
  try {
    const state = await get('api/v1/session');
    context.role = state.role;
    context.mayCapture = state.capture;
    session.replaceChildren(...(state.token && state.role !== 'none' ? [
      h('span', {}, state.role === 'operate' ? 'may operate' : 'may look'),
      h('button', {onclick: async () => { await remove('api/v1/session'); await start(); }}, 'Sign out'),
    ] : []));
    state.role === 'none' ? askForToken() : show();
  } catch (error) {
    context.fail(error);
  }
}

// The address says which view is shown: an anchor would be another one.
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
addEventListener('hashchange', () => {
  if (context.role !== 'none') {
    show();
    main.focus();
  }
});
start();
