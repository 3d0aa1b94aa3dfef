// The page: it hands what the person does to the worker and shows what comes back. It makes no HTML of words: what the worker
// sends is laid out by internal/chat/web, and everything else here is textContent.
"use strict";
(() => {
	const $ = (selector) => document.querySelector(selector);
	const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

	// What the owner wrote into page.json. A page without it is whole.
	const settings = fetch("page.json").then((r) => (r.ok ? r.json() : {})).then((s) => Object(s)).catch(() => ({}));
	settings.then(fill);

	// fill puts the owner's settings where the page has a place for them.
	function fill(s) {
		for (const place of document.querySelectorAll("[data-setting]")) {
			const value = s[place.dataset.setting];
			if (typeof value !== "string" || value === "") continue;
			if (place.tagName === "A") {
				if (!/^https?:\/\//.test(value)) continue;
				place.href = value;
				place.hidden = false;
				place.closest("[data-optional]")?.removeAttribute("hidden");
			} else {
				place.textContent = value;
			}
		}
		if (typeof s.name === "string" && s.name !== "") document.title = document.title.replace("Spotter", s.name);
	}

	// keep lets the browser keep the site. It comes after the coach, which is what the visitor came for.
	function keep() {
		const sorry = () => { $("#offline").textContent = "This browser does not let the page keep itself for use without a network."; };
		if ("serviceWorker" in navigator) navigator.serviceWorker.register("service.js").catch(sorry);
		else sorry();
	}

	const talk = $("#talk");
	if (!talk) {
		keep();
		return;
	}
	const form = $("#ask"), box = $("#words"), status = $("#status");
	let worker;

	if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
		without("This browser has no WebAssembly or no workers, which the coach needs.");
	} else {
		form.hidden = false;
		begin();
	}

	// without says that there is no coach here. The drills, cues and sources stand on the page as they are.
	function without(why) {
		form.hidden = true;
		$("#examples").hidden = true;
		$("#why").textContent = why;
		$("#without").hidden = false;
		keep();
	}

	function begin() {
		try {
			worker = new Worker("worker.js");
		} catch {
			without("This browser does not let the page start a worker, which the coach needs.");
			return;
		}
		worker.onerror = () => without("The coach could not be started in this browser.");
		worker.onmessage = ({data: change}) => {
			if (change.ready) {
				performance.mark("ready");
				document.documentElement.dataset.ready = "";
				status.textContent = "";
				keep();
			} else if (change.failed) {
				without("The coach could not be started in this browser.");
				console.error(change.failed);
			} else {
				show(change);
			}
		};
		settings.then((s) => worker.postMessage({settings: s}));
	}

	// tell hands an event to the coach.
	function tell(event) {
		if (!("ready" in document.documentElement.dataset)) status.textContent = "One moment, the coach is getting ready …";
		performance.mark("asked");
		worker?.postMessage({text: "", action: "", message: "", fields: null, locale: navigator.language || "", ...event});
	}

	let name = "Spotter";
	settings.then((s) => { name = s.name || name; });
	const names = {own: () => "You", answer: () => name, warning: () => `${name}, a warning sign`, emergency: () => `${name}, an emergency`};

	// show puts a change on the page.
	function show({id, tone, html}) {
		let message = document.getElementById("m" + id);
		const held = message?.contains(document.activeElement);
		const fresh = !message;
		if (fresh) {
			message = document.createElement("div");
			message.id = "m" + id;
			message.tabIndex = -1;
		}
		message.className = `message ${tone}`;
		message.setAttribute("role", tone === "emergency" ? "alert" : "article");
		message.setAttribute("aria-label", names[tone]());
		message.innerHTML = html;
		if (fresh) talk.append(message);
		if (tone === "own") {
			if (fresh) message.scrollIntoView({block: "start", behavior: calm() ? "auto" : "smooth"});
			return;
		}
		performance.measure("answer", "asked");
		alone(tone === "emergency");
		if (tone === "emergency") {
			message.focus({preventScroll: true});
			message.scrollIntoView({block: "start"});
		} else if (held) {
			message.focus({preventScroll: true});
		}
		const asks = message.querySelector("form.form input, form.form select, form.form textarea");
		if (fresh && asks) asks.focus();
	}

	// alone shows an emergency and nothing beside it, until something else is answered or the person wants all of it back.
	function alone(yes) {
		document.body.classList.toggle("alone", yes);
		$("#back").hidden = !yes;
	}

	function ask(words) {
		words = words.trim();
		if (!words) return;
		document.body.classList.add("talking");
		tell({kind: "wrote", text: words});
	}

	form.addEventListener("submit", (event) => {
		event.preventDefault();
		ask(box.value);
		box.value = "";
		box.focus({preventScroll: true});
	});
	box.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
			event.preventDefault();
			form.requestSubmit();
		}
	});
	$("#examples").addEventListener("click", (event) => {
		const button = event.target.closest("button");
		if (button) ask(button.textContent);
	});
	$("#back").addEventListener("click", () => {
		alone(false);
		box.focus();
	});

	// The controls of messages. What they do stands in data-does, as internal/chat/web lays them out.
	talk.addEventListener("click", (event) => {
		const button = event.target.closest("button[data-does]");
		if (button) press(button, button.dataset.does, button.textContent);
	});
	talk.addEventListener("submit", (event) => {
		event.preventDefault();
		const sent = event.target;
		if (sent.matches(".choose")) {
			const option = sent.querySelector("select").selectedOptions[0];
			press(sent, option.value, option.textContent);
			return;
		}
		const fields = Object.fromEntries(new FormData(sent));
		tell({kind: "submitted", action: sent.dataset.does, message: messageOf(sent), fields});
		for (const field of sent.elements) field.disabled = true;
	});

	function press(element, action, label) {
		tell({kind: "pressed", text: label, action, message: messageOf(element)});
	}

	function messageOf(element) {
		return element.closest(".message").id.slice(1);
	}

	// A link may bring a question or name a drill. A question leaves the address at once, so that it stays in no history.
	function follow() {
		let hash = location.hash;
		if (!hash.startsWith("#ask=")) {
			if (!hash.startsWith("#drill/") && !hash.startsWith("#cue/")) return;
			try {
				hash = decodeURIComponent(hash);
			} catch {
				return;
			}
			const target = document.getElementById(hash.slice(1));
			target?.scrollIntoView();
			target?.focus({preventScroll: true});
			return;
		}
		history.replaceState(null, "", location.pathname + location.search);
		try {
			ask(decodeURIComponent(hash.slice("#ask=".length).replaceAll("+", " ")));
		} catch {
			status.textContent = "The link that you followed is damaged. Please write what you feel.";
		}
	}
	addEventListener("hashchange", follow);
	follow();
})();
