// SPDX-License-Identifier: Apache-2.0
// Addresses within the page: #/VIEW?name=value, so that a place can be sent to somebody else.

/** @param values those that are empty are left out */
export function link(view, values) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '' && value != null)).toString();
  return '#/' + view + (query ? '?' + query : '');
}

/** Of the address that is shown. */
export function place() {
  const [path, query] = location.hash.replace(/^#\//, '').split('?');
  return {view: path, values: new URLSearchParams(query ?? '')};
}

/** Writes where somebody is into the address, and goes nowhere. */
export function remember(view, values) {
  history.replaceState(null, '', link(view, values));
}
