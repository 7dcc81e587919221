// SPDX-License-Identifier: Apache-2.0
// What keeps people from using a page: an array of sentences, empty where nothing does. After WCAG 2.2, level AA, as far as a page can be
// asked: 1.1.1, 1.3.1, 1.4.3, 2.1.1, 2.4.2, 2.4.6, 3.1.1, 4.1.2.
(() => {
  const problems = [];
  const shown = element => element.checkVisibility({checkOpacity: false, checkVisibilityCSS: true}) && !element.closest('.visually-hidden, .skip');
  const all = selector => [...document.querySelectorAll(selector)].filter(shown);
  const name = element => `${element.tagName.toLowerCase()}${element.className && typeof element.className === 'string' ? '.' + element.className.trim().replaceAll(' ', '.') : ''} "${(element.textContent ?? '').trim().slice(0, 40)}"`;
  const text = element => (element.getAttribute('aria-label') ?? '').trim()
    || (element.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent ?? '').join(' ').trim()
    || (element.textContent ?? '').trim();

  document.documentElement.lang || problems.push('the page says no language');
  document.title || problems.push('the page has no title');
  document.querySelectorAll('main').length === 1 || problems.push('there is not one main');
  all('h1').length === 1 || problems.push(`there are ${all('h1').length} h1`);
  let level = 0;
  for (const heading of all('h1, h2, h3, h4')) {
    const now = Number(heading.tagName[1]);
    now <= level + 1 || problems.push(`${name(heading)} comes after h${level}`);
    level = now;
  }
  for (const field of all('input, select, textarea')) {
    field.labels?.length || field.hasAttribute('aria-label') || problems.push(`${field.name || name(field)} has no label`);
  }
  for (const control of all('button, a[href], summary, [role=button]')) {
    text(control) || problems.push(`${name(control)} has no name`);
  }
  for (const image of all('img')) {
    image.hasAttribute('alt') || problems.push(`${image.src} has no alt`);
  }
  for (const drawing of all('svg')) {
    drawing.closest('[aria-hidden=true]') || drawing.getAttribute('aria-label') || problems.push('a drawing has no name');
  }
  for (const table of all('table')) {
    table.caption || problems.push(`${name(table)} has no caption`);
    table.querySelector('th') || problems.push(`${name(table)} has no headers`);
  }
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => problems.push(`the id ${id} is there twice`));
  for (const hidden of document.querySelectorAll('[aria-hidden=true]')) {
    hidden.querySelector('a[href], button, input, select, textarea, [tabindex]') && problems.push(`${name(hidden)} is hidden, and holds what can be focused`);
  }
  for (const element of all('main *')) {
    const style = getComputedStyle(element);
    const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY) && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1);
    scrolls && !['TEXTAREA', 'SELECT', 'INPUT'].includes(element.tagName) && element.tabIndex < 0 && problems.push(`${name(element)} scrolls, and not by the keyboard`);
    element.hasAttribute('tabindex') && Number(element.getAttribute('tabindex')) > 0 && problems.push(`${name(element)} comes out of turn`);
  }

  const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
  const rgba = color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((part, i) => part * top[3] + below[i] * (1 - top[3])).concat(1);
  const backOf = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(rgba(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) {
        break;
      }
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const luminance = color => color.slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(element) || element.closest('svg, :disabled, option, noscript, script')) {
      continue;
    }
    const style = getComputedStyle(element);
    const back = backOf(element);
    const [light, dark] = [luminance(over(rgba(style.color), back)), luminance(back)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const wanted = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700 ? 3 : 4.5;
    const found = `${name(element)} has the contrast ${contrast.toFixed(2)}`;
    if (contrast < wanted && !seen.has(found)) {
      seen.add(found);
      problems.push(found);
    }
  }
  for (const field of all('input[placeholder], textarea[placeholder]')) {
    const back = backOf(field);
    const color = over(rgba(getComputedStyle(field, '::placeholder').color), back);
    const [light, dark] = [luminance(color), luminance(back)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    contrast < 4.5 && problems.push(`what ${field.name} says while it is empty has the contrast ${contrast.toFixed(2)}`);
  }
  return problems;
})()
