// `npm start`: lints the example service; with arguments, runs go-oom-lint with them where npm was called.
const given = process.argv.slice(2);
if (given.length > 0) process.chdir(process.env.INIT_CWD ?? '.');
else process.argv.push('--fail-on', 'never', './test/fixtures/example-service/...');

await import('../bin/go-oom-lint.js');
