'use strict';

// Cloud is the scene of one canvas. The record of a point is three signed 16-bit numbers and three colours, 9 bytes.
class Cloud {
	constructor(canvas) {
		const text = atob(canvas.dataset.points);
		const bytes = new DataView(Uint8Array.from(text, c => c.charCodeAt(0)).buffer);
		this.canvas = canvas;
		this.count = Math.floor(bytes.byteLength / 9);
		this.places = new Float32Array(3 * this.count);
		this.colours = new Uint32Array(this.count);
		for (let i = 0; i < this.count; i++) {
			const [x, y, z] = [0, 2, 4].map(at => bytes.getInt16(9 * i + at, true) / 32767);
			// A robot's frame has z up; a camera's has y down and z ahead.
			this.places.set('metric' in canvas.dataset ? [x, y, z] : [z, -x, -y], 3 * i);
			const [red, green, blue] = [6, 7, 8].map(at => bytes.getUint8(9 * i + at));
			this.colours[i] = 0xff000000 | blue << 16 | green << 8 | red;
		}
		this.reset();
		this.listen();
	}

	reset() {
		Object.assign(this, { azimuth: -2.6, elevation: 0.75, zoom: 1.2 });
		this.draw();
	}

	turn(right, up) {
		this.azimuth += right;
		this.elevation = Math.max(-1.57, Math.min(1.57, this.elevation + up));
		this.draw();
	}

	listen() {
		const c = this.canvas;
		c.addEventListener('pointerdown', e => { this.held = [e.clientX, e.clientY]; });
		c.addEventListener('pointermove', e => {
			if (!this.held) return;
			this.turn((this.held[0] - e.clientX) / 120, (e.clientY - this.held[1]) / 120);
			this.held = [e.clientX, e.clientY];
		});
		for (const end of ['pointerup', 'pointerleave', 'pointercancel']) c.addEventListener(end, () => { this.held = null; });
		c.addEventListener('wheel', e => {
			e.preventDefault();
			this.zoom = Math.max(0.2, Math.min(20, this.zoom * Math.exp(-e.deltaY / 500)));
			this.draw();
		}, { passive: false });
		c.addEventListener('dblclick', () => this.reset());
		c.addEventListener('keydown', e => {
			const turns = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[e.key];
			if (!turns) return;
			e.preventDefault();
			this.turn(...turns);
		});
	}

	// draw looks from outside at the middle, with a perspective, and keeps what is nearest of each pixel.
	draw() {
		const { width, height } = this.canvas, context = this.canvas.getContext('2d');
		const image = context.createImageData(width, height), pixels = new Uint32Array(image.data.buffer);
		const nearest = new Float32Array(width * height).fill(Infinity);
		const [ca, sa, ce, se] = [Math.cos(this.azimuth), Math.sin(this.azimuth), Math.cos(this.elevation), Math.sin(this.elevation)];
		const scale = 0.95 * height * this.zoom;
		let drawn = 0;
		for (let i = 0; i < this.count; i++) {
			const x = this.places[3 * i], y = this.places[3 * i + 1], z = this.places[3 * i + 2];
			const out = (x * ca + y * sa) * ce + z * se, right = y * ca - x * sa, up = z * ce - (x * ca + y * sa) * se;
			const depth = 2.6 - out;
			if (depth < 0.1) continue;
			const column = Math.round(width / 2 + right * scale / depth), row = Math.round(height / 2 - up * scale / depth);
			if (column < 1 || row < 1 || column >= width - 1 || row >= height - 1) continue;
			drawn++;
			for (let at = 0; at < 9; at++) {
				const pixel = (row + Math.floor(at / 3) - 1) * width + column + at % 3 - 1;
				if (depth < nearest[pixel]) {
					nearest[pixel] = depth;
					pixels[pixel] = this.colours[i];
				}
			}
		}
		context.putImageData(image, 0, 0);
		this.canvas.dataset.drawn = drawn;
	}
}

// page.html#door opens the outcomes of the case that is called door.
const named = decodeURIComponent(location.hash.slice(1));

for (const outcome of document.querySelectorAll('.outcome')) {
	outcome.open = outcome.open || outcome.dataset.case === named;
	// A scene is unpacked when it is looked at for the first time.
	const show = () => {
		const canvas = outcome.querySelector('canvas');
		if (outcome.open && canvas && !canvas.dataset.drawn) new Cloud(canvas);
	};
	outcome.addEventListener('toggle', show);
	show();
}

for (const button of document.querySelectorAll('.filter button')) {
	button.addEventListener('click', () => {
		document.body.dataset.show = button.dataset.show;
		for (const other of document.querySelectorAll('.filter button')) other.classList.toggle('on', other === button);
	});
}
