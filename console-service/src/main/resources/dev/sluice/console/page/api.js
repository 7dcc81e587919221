// SPDX-License-Identifier: Apache-2.0
// The console's own API; a problem (RFC 9457) becomes an Error with its detail.

export class Unauthorized extends Error {}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, {credentials: 'same-origin', ...options});
  } catch {
    throw new Error('The console does not answer; is it still running?');
  }
  if (answer.status === 204) {
    return null;
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 401) {
    throw new Unauthorized(body.detail);
  }
  if (!answer.ok) {
    throw new Error(body.detail ?? `The console answers ${answer.status}.`);
  }
  return body;
}

export const get = path => call(path);

export const post = (path, body) => call(path, {
  method: 'POST',
  headers: {'Content-Type': 'application/json'},
  body: JSON.stringify(body ?? {}),
});

export const postText = (path, text) => call(path, {
  method: 'POST',
  headers: {'Content-Type': 'text/plain'},
  body: text,
});

export const remove = path => call(path, {method: 'DELETE'});
