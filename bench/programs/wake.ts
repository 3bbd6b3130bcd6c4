// Only wakes up: what any Node.js process costs at this cadence. Argument: interval, ms.
setInterval(() => {}, Number(process.argv[2] ?? '1000'));
