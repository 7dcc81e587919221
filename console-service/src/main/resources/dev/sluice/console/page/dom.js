// SPDX-License-Identifier: Apache-2.0
// Elements and figures. Whatever comes from a sender becomes text, never markup.

const SVG = 'http://www.w3.org/2000/svg';

/** h('p', {class: 'soft', onclick: f}, 'text', child, …); null children are left out. */
export function h(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value != null) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter(child => child != null));
  return element;
}

const DIGITS = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const COMPACT = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});

export const count = value => value < 0 ? '–' : DIGITS.format(value);

/** A number of things: 1 event, 2 events. */
export const many = (value, thing) => `${count(value)} ${thing}${value === 1 ? '' : 's'}`;

/** A rate, short: 0.3, 12, 1.2K. */
export function rate(value) {
  if (value < 0) {
    return '–';
  }
  return value > 0 && value < 10 ? value.toFixed(1) : COMPACT.format(Math.round(value));
}

export function bytes(value) {
  if (value < 0) {
    return '–';
  }
  const units = ['B', 'kB', 'MB', 'GB'];
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  return (value < 10 && at > 0 ? value.toFixed(1) : Math.round(value)) + ' ' + units[at];
}

export function duration(seconds) {
  if (seconds < 0) {
    return '–';
  }
  if (seconds < 10) {
    return seconds.toFixed(1) + ' s';
  }
  if (seconds < 120) {
    return Math.round(seconds) + ' s';
  }
  return seconds < 7200 ? Math.round(seconds / 60) + ' min' : (seconds / 3600).toFixed(1) + ' h';
}

/** In the reader's zone, with UTC on hover. */
export function time(text) {
  const at = new Date(text);
  const local = at.toLocaleString('sv-SE');
  return h('time', {datetime: at.toISOString(), title: at.toISOString() + ' (UTC)'}, local);
}
