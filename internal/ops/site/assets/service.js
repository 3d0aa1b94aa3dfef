// Keeps the site for use without a network. {{.Version}} changes with any file, so that a new release replaces the old one whole.
"use strict";
const store = "spotter-{{.Version}}";
const files = {{.Files}};

self.addEventListener("install", (event) => {
	event.waitUntil(caches.open(store).then((cache) => cache.addAll(files.map((f) => new Request(f, {cache: "no-cache"})))).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
	event.waitUntil((async () => {
		for (const name of await caches.keys()) {
			if (name.startsWith("spotter-") && name !== store) await caches.delete(name);
		}
		await self.clients.claim();
	})());
});

// What is kept is answered from the store; what the owner may edit at any time, page.json, from the network first.
self.addEventListener("fetch", (event) => {
	const url = new URL(event.request.url);
	if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
	const kept = () => caches.open(store).then((cache) => cache.match(event.request, {ignoreSearch: true}));
	if (url.pathname.endsWith("/page.json")) {
		event.respondWith(fetch(event.request).catch(kept));
		return;
	}
	event.respondWith(kept().then((found) => found || fetch(event.request)));
});
