// Draws the panels of the dashboard as a page of SVG, in the dashboard's own grid: node render.mjs PROMETHEUS MINUTES FILE
// Prints the page's height. Knows what this dashboard uses: rows, stats and time series.
import {readFileSync, writeFileSync} from 'node:fs';

const [base, minutes, file] = process.argv.slice(2);
const dashboard = JSON.parse(readFileSync(new URL('dashboards/seenby.json', import.meta.url)));
const CELL = {w: 61, h: 30};
const COLOURS = ['#73bf69', '#f2cc0c', '#5794f2', '#ff9830', '#f2495c', '#b877d9', '#37872d', '#fade2a', '#8ab8ff', '#ffb357'];
const end = Math.floor(Date.now() / 1000);
const start = end - 60 * Number(minutes);
const step = Math.max(1, Math.floor((end - start) / 150));

const escape = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const steps = (value, units) => {
    const [size, unit] = units.find(([size]) => Math.abs(value) >= size) ?? units.at(-1);
    return `${Number((value / size).toPrecision(3))}${unit}`;
};
const shown = (value, unit) => {
    if (unit === 'percentunit') return `${Number((100 * value).toPrecision(3))} %`;
    if (unit === 's') return value === 0 ? '0' : steps(value, [[60, ' min'], [1, ' s'], [1e-3, ' ms'], [1e-6, ' µs']]);
    if (unit === 'bytes') return steps(value, [[2 ** 30, ' GiB'], [2 ** 20, ' MiB'], [1024, ' KiB'], [1, ' B']]);
    const rate = {reqps: ' req/s', cps: ' c/s'}[unit] ?? '';
    return steps(value, [[1e6, ' M'], [1e3, ' k'], [1, ''], [1e-3, ' m']].map(([s, u]) => [s, u + rate])).replace(/^0 m/, '0');
};
const named = (legend, labels) => legend.replaceAll(/\{\{(\w+)\}\}/g, (all, name) => labels[name] ?? '');

async function series(target) {
    const expression = target.expr
        .replaceAll('$__rate_interval', `${Math.max(10, 4 * step)}s`).replaceAll(/\$(job|instance)\b/g, '.*');
    const query = new URLSearchParams({query: expression, start, end, step});
    const answer = await (await fetch(`${base}/api/v1/query_range?${query}`)).json();
    if (answer.status !== 'success') throw new Error(`${target.expr}: ${answer.error}`);
    return answer.data.result.map(one => ({
        name: named(target.legendFormat, one.metric),
        points: one.values.map(([time, value]) => [time, Number(value)]).filter(([, value]) => Number.isFinite(value)),
    })).filter(one => one.points.length > 0);
}

function stat(panel, lines, w, h) {
    const {thresholds, mappings, unit} = panel.fieldConfig.defaults;
    const colours = {green: '#299c46', orange: '#d68a00', red: '#c4162a'};
    const wide = w / Math.max(1, lines.length);
    return lines.map((line, i) => {
        const value = line.points.at(-1)[1];
        const colour = thresholds.steps.filter(one => one.value === null || value >= one.value).at(-1).color;
        // A version is a name, its number says nothing.
        const text = mappings?.[0].options[value]?.text ?? (panel.title === 'Versions' ? line.name : shown(value, unit));
        return `<rect x="${i * wide}" y="24" width="${wide - 4}" height="${h - 28}" rx="3" fill="${colours[colour]}"/>
            <text x="${i * wide + wide / 2}" y="${h / 2 + 20}" text-anchor="middle" font-size="${text.length > 12 ? 16 : 26}" fill="#fff">${escape(text)}</text>`;
    }).join('');
}

function chart(panel, lines, w, h) {
    const unit = panel.fieldConfig.defaults.unit;
    const box = {x: 62, y: 26, w: w - 72, h: h - 72};
    const highest = Math.max(...lines.flatMap(line => line.points.map(([, value]) => value)), 0);
    const top = panel.fieldConfig.defaults.max ?? (highest === 0 ? 1 : highest * 1.1);
    const x = time => box.x + box.w * (time - start) / (end - start);
    const y = value => box.y + box.h * (1 - value / top);
    const grid = [0, 0.5, 1].map(part => `<line x1="${box.x}" x2="${box.x + box.w}" y1="${y(top * part)}" y2="${y(top * part)}" stroke="#33363d"/>
        <text x="${box.x - 6}" y="${y(top * part) + 4}" text-anchor="end" class="axis">${shown(top * part, unit)}</text>`).join('');
    const times = [0.1, 0.5, 0.9].map(part => `<text x="${box.x + box.w * part}" y="${box.y + box.h + 14}" text-anchor="middle" class="axis">${
        new Date((start + part * (end - start)) * 1000).toISOString().slice(11, 16)}</text>`).join('');
    const drawn = lines.map((line, i) => `<polyline fill="none" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="1.4" points="${
        line.points.map(([time, value]) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}"/>`).join('');
    let at = 4;
    let row = 0;
    const legend = lines.map((line, i) => {
        const long = 16 + 5.9 * line.name.length;
        if (at + long > w - 4) { at = 4; row++; }
        const here = at;
        at += long;
        const baseline = h - 20 + 12 * row;
        return row > 1 ? '' : `<rect x="${here}" y="${baseline - 5}" width="9" height="3" fill="${COLOURS[i % COLOURS.length]}"/>
            <text x="${here + 12}" y="${baseline}" class="axis">${escape(line.name)}</text>`;
    }).join('');
    const nothing = lines.length > 0 ? '' : `<text x="${w / 2}" y="${h / 2}" text-anchor="middle" class="axis">No data</text>`;
    return grid + times + drawn + legend + nothing;
}

let bottom = 0;
const drawn = [];
for (const panel of dashboard.panels) {
    const {x, y, w, h} = panel.gridPos;
    const [width, height] = [w * CELL.w - 6, h * CELL.h - 6];
    bottom = Math.max(bottom, (y + h) * CELL.h);
    let inside = `<text x="2" y="20" font-size="15" fill="#d8d9da">▾ ${escape(panel.title)}</text>`;
    if (panel.type !== 'row') {
        const lines = (await Promise.all(panel.targets.map(series))).flat();
        inside = `<rect width="${width}" height="${height}" rx="2" fill="#181b1f" stroke="#2a2d33"/>
            <text x="8" y="17" font-size="12.5" font-weight="600" fill="#d8d9da">${escape(panel.title)}</text>`
            + (panel.type === 'stat' ? stat(panel, lines, width, height) : chart(panel, lines, width, height));
    }
    drawn.push(`<g transform="translate(${x * CELL.w + 18},${y * CELL.h + 50})">${inside}</g>`);
}
const all = bottom + 70;
writeFileSync(file, `<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#111217}
    text{font-family:"DejaVu Sans",sans-serif} .axis{font-size:10px;fill:#9fa3a9}</style>
    <svg width="1500" height="${all}"><text x="20" y="32" font-size="20" fill="#d8d9da">${escape(dashboard.title)}</text>
    <text x="1480" y="32" text-anchor="end" font-size="11" fill="#9fa3a9">drawn from dashboards/seenby.json and Prometheus, last ${minutes} minutes</text>
    ${drawn.join('\n')}</svg>`);
console.log(all);
