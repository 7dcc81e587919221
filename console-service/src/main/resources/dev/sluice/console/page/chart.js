// SPDX-License-Identifier: Apache-2.0
// Lines over time, as SVG.
import {h, svg} from './dom.js';

const WIDTH = 600;
const HEIGHT = 150;
const TOP = 10;
const BOTTOM = 10;
const LEFT = 0;

/** @param series [{name, style, values}]; -1 is a gap */
export function lineChart(title, at, series, format) {
  const known = series.flatMap(line => line.values).filter(value => value >= 0);
  const top = nice(Math.max(0, ...known));
  const from = at[0] ?? 0;
  const span = Math.max(1, (at.at(-1) ?? 1) - from);
  const x = time => LEFT + (time - from) / span * (WIDTH - LEFT);
  const y = value => HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
  const drawing = svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img',
    'aria-label': title + ': ' + series.map(line => `${line.name} ${format(line.values.at(-1) ?? -1)}`).join(', ')});
  for (const value of [0, top / 2, top]) {
    drawing.append(svg('line', {class: 'axis', x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value)}));
  }
  for (const line of series) {
    drawing.append(svg('path', {class: 'series ' + line.style, d: path(line.values, at, x, y)}));
  }
  const labels = [0, top / 2, top].map(value => format(value));
  return h('section', {class: 'card chart'},
    h('h2', {}, title),
    h('div', {class: 'plot'}, h('div', {class: 'scale', 'aria-hidden': 'true'}, ...labels.reverse().map(text => h('span', {}, text))), drawing),
    h('div', {class: 'ends soft small', 'aria-hidden': 'true'}, ...ends(at)),
    h('ul', {class: 'legend'}, ...series.map(line =>
      h('li', {class: line.style}, h('span', {}, `${line.name} ${format(line.values.at(-1) ?? -1)}`)))));
}

function ends(at) {
  if (at.length < 2) {
    return [h('span', {}, 'waiting for measurements …')];
  }
  const text = time => new Date(time).toLocaleTimeString('sv-SE');
  return [h('span', {}, text(at[0])), h('span', {}, text(at.at(-1)))];
}

function path(values, at, x, y) {
  let d = '';
  let gap = true;
  values.forEach((value, i) => {
    if (value < 0) {
      gap = true;
      return;
    }
    d += `${gap ? 'M' : 'L'}${x(at[i]).toFixed(1)} ${y(value).toFixed(1)}`;
    gap = false;
  });
  return d;
}

/** The next of 1, 2, 5, 10 … */
function nice(value) {
  if (value <= 1) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value);
}
