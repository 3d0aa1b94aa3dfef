// Runs the coach beside the page, so that typing never waits for it. The first message is {settings}; what follows are events,
// which are kept until the coach is ready.
"use strict";
importScripts("wasm_exec.js");

const go = new Go();
const loading = load("spotter.wasm", go.importObject); // while the page reads its settings
let waiting = [];

self.onmessage = ({data}) => {
	if (data.settings === undefined) {
		take(data);
		return;
	}
	self.settings = data.settings;
	start().catch((err) => postMessage({failed: String(err)}));
};

function take(event) {
	if (waiting) waiting.push(event);
	else self.deliver(event);
}

// The program calls this when it takes events.
self.ready = () => {
	postMessage({ready: true});
	const events = waiting;
	waiting = null;
	events.forEach(take);
};

async function start() {
	const {instance} = await loading;
	self.program = instance; // for measuring its memory
	performance.mark("loaded");
	await go.run(instance);
	throw new Error("the program ended");
}

// A host that calls the file by another type than application/wasm makes streaming fail.
async function load(address, imports) {
	const response = await fetch(address);
	if (!response.ok) throw new Error(`${address}: ${response.status}`);
	if ((response.headers.get("Content-Type") || "").startsWith("application/wasm")) {
		return WebAssembly.instantiateStreaming(response, imports);
	}
	return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
