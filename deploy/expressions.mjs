// Asks a Prometheus every expression of the dashboard and of the rules: it must take each, and know every metric in it.
//   node expressions.mjs http://127.0.0.1:9090
import {readFileSync} from 'node:fs';

const base = process.argv[2];
const dashboard = JSON.parse(readFileSync(new URL('grafana/dashboards/seenby.json', import.meta.url)));

async function ask(path) {
    const answer = await (await fetch(`${base}/api/v1/${path}`)).json();
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
    return answer.data;
}

const groups = (await ask('rules')).groups;
const rules = groups.flatMap(group => group.rules.map(rule => [rule.name, rule.query]));
const panels = dashboard.panels.flatMap(panel => (panel.targets ?? []).map(target => [panel.title, target.expr]));
const variables = dashboard.templating.list
    .map(variable => [variable.name, variable.definition?.match(/label_values\((.*), \w+\)/)?.[1]])
    .filter(([, expression]) => expression);
if (rules.length === 0 || panels.length === 0) throw new Error('there are no rules or no panels');

const known = new Set(await ask('label/__name__/values'));
const failures = [];
for (const [where, written] of [...rules, ...panels, ...variables]) {
    const expression = written.replaceAll('$__rate_interval', '10s').replaceAll(/\$(job|instance)\b/g, '.*');
    await ask(`query?query=${encodeURIComponent(expression)}`).catch(e => failures.push(`${where}: ${e.message}`));
    // Names of labels and functions have no such beginning.
    const names = expression.replaceAll(/"[^"]*"/g, '""').match(/\b(up\b|(seenby|vertx|jvm|process|system)_\w+)/g) ?? [];
    if (names.length === 0) failures.push(`${where}: no metric is named in ${expression}`);
    for (const name of names) if (!known.has(name)) failures.push(`${where}: there is no metric ${name}`);
}
failures.forEach(failure => console.error(failure));
console.log(`${rules.length} rules, ${panels.length} expressions of the dashboard, ${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
