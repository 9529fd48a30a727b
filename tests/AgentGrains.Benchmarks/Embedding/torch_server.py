#!/usr/bin/env python3
"""A BERT-like encoder of random weights on a GPU behind OpenAI's embeddings interface, for measuring the pool before one.

    torch_server.py serve   --vocab DIR/vocab.txt --layers 12 --width 384 --port 8092
    torch_server.py forward --vocab DIR/vocab.txt --layers 12 --width 384     what the device does with no HTTP before it
    torch_server.py load    --vocab DIR/vocab.txt --port 8092                 what the server does for a client that sends full requests

DIR is what the command random-encoder writes. A request is one call of the model, as it comes. Needs torch and aiohttp.
"""
import argparse
import asyncio
import base64
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor


LENGTHS = (16, 32, 48, 64, 96, 128, 192, 256)
COUNTS = (1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 192, 256)


class Encoder:
    """Texts in, unit vectors out, in half precision. Every shape is a recorded CUDA graph, as inference servers have them. Thread-safe."""

    def __init__(self, vocab, layers, width):
        import torch
        from torch import nn
        self.torch, self.lock, self.words = torch, threading.Lock(), {}
        for at, line in enumerate(open(vocab, encoding="utf-8")):
            self.words[line.rstrip("\n")] = at
        torch.manual_seed(1)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.heads = max(1, width // 64)
        self.embed, self.places, self.first = nn.Embedding(len(self.words), width), nn.Embedding(LENGTHS[-1], width), nn.LayerNorm(width)
        self.layers = nn.ModuleList(nn.ModuleDict({
            "qkv": nn.Linear(width, 3 * width), "out": nn.Linear(width, width), "one": nn.LayerNorm(width),
            "up": nn.Linear(width, 4 * width), "down": nn.Linear(4 * width, width), "two": nn.LayerNorm(width)}) for _ in range(layers))
        for part in (self.embed, self.places, self.first, self.layers):
            part.to(self.device).eval().requires_grad_(False)
            if self.device == "cuda":
                part.half()
        self.graphs, self.pool = {}, None

    def forward(self, ids, mask):
        functional = self.torch.nn.functional
        count, length = ids.shape
        states = self.first(self.embed(ids) + self.places.weight[:length])
        seen = mask[:, None, None, :].expand(count, self.heads, length, length)
        for layer in self.layers:
            query, key, value = layer["qkv"](states).view(count, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
            states = layer["one"](states + layer["out"](mixed.transpose(1, 2).reshape(count, length, -1)))
            states = layer["two"](states + layer["down"](functional.gelu(layer["up"](states))))
        kept = mask.unsqueeze(-1).to(states.dtype)
        return functional.normalize(((states * kept).sum(1) / kept.sum(1).clamp(min=1)).float(), dim=-1)

    def warm(self):
        """Records all shapes, the largest first, so that they share memory."""
        for count in reversed(COUNTS):
            for length in reversed(LENGTHS):
                self.graph(count, length)

    def graph(self, count, length):
        torch = self.torch
        if (count, length) not in self.graphs:
            ids = torch.zeros((count, length), dtype=torch.long, device="cuda")
            mask = torch.ones((count, length), dtype=torch.bool, device="cuda")
            side = torch.cuda.Stream()
            side.wait_stream(torch.cuda.current_stream())
            with torch.inference_mode(), torch.cuda.stream(side):
                self.forward(ids, mask)
            torch.cuda.current_stream().wait_stream(side)
            graph = torch.cuda.CUDAGraph()
            with torch.inference_mode(), torch.cuda.graph(graph, pool=self.pool):
                out = self.forward(ids, mask)
            self.pool = self.pool or graph.pool()
            self.graphs[count, length] = (graph, ids, mask, out)
        return self.graphs[count, length]

    def tokens(self, text):
        """The text's words and signs; an unknown word is one token. Plain, since only speed is measured."""
        unknown = self.words["[UNK]"]
        return [2] + [self.words.get(word, unknown) for word in text.lower().replace(".", " . ").split()][:LENGTHS[-1] - 2] + [3]

    def __call__(self, texts):
        import numpy
        if len(texts) > COUNTS[-1]:
            return numpy.concatenate([self(texts[at:at + COUNTS[-1]]) for at in range(0, len(texts), COUNTS[-1])])
        torch = self.torch
        coded = [self.tokens(text) for text in texts]
        length = next(length for length in LENGTHS if length >= max(map(len, coded)))
        count = next(count for count in COUNTS if count >= len(coded))
        ids = numpy.zeros((count, length), dtype=numpy.int64)
        mask = numpy.zeros((count, length), dtype=bool)
        for row, one in enumerate(coded):
            ids[row, :len(one)] = one
            mask[row, :len(one)] = True
        mask[len(coded):, 0] = True
        with self.lock, torch.inference_mode():
            if self.device == "cpu":
                return self.forward(torch.from_numpy(ids), torch.from_numpy(mask))[:len(coded)].numpy()
            graph, to_ids, to_mask, out = self.graph(count, length)
            to_ids.copy_(torch.from_numpy(ids))
            to_mask.copy_(torch.from_numpy(mask))
            graph.replay()
            return out[:len(coded)].cpu().numpy()


def sentences(vocab, count, seed):
    """Texts as long as the measuring program's: three words and an exponential number more."""
    chance = random.Random(seed)
    words = [word for word in (line.strip() for line in open(vocab, encoding="utf-8")) if len(word) > 2 and word.isalpha()]
    return [" ".join([str(seed), str(at)] + [chance.choice(words) for _ in range(min(120, 3 + int(chance.expovariate(1 / 14))))]) + "." for at in range(count)]


def forward(options):
    encoder = Encoder(options.vocab, options.layers, options.width)
    for batch in (1, 16, 32, 64, 128, 256):
        texts = sorted(sentences(options.vocab, max(2048, batch), 7), key=len)
        chunks = [texts[at:at + batch] for at in range(0, len(texts), batch)]
        with ThreadPoolExecutor(options.threads) as threads:
            list(threads.map(encoder, chunks[:64]))
            begun, done = time.perf_counter(), 0
            while time.perf_counter() - begun < options.seconds:
                some = chunks[:max(options.threads, 64 // max(1, batch // 16))]
                done += sum(len(vectors) for vectors in threads.map(encoder, some))
            print(json.dumps({"batch": batch, "threads": options.threads, "textsPerSecond": round(done / (time.perf_counter() - begun))}), flush=True)


def serve(options):
    from aiohttp import web
    encoder = Encoder(options.vocab, options.layers, options.width)
    if encoder.device == "cuda":
        encoder.warm()
    threads = ThreadPoolExecutor(options.threads)

    def answer(body):
        asked = json.loads(body)
        texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
        vectors = encoder(texts)
        written = [base64.b64encode(row.tobytes()).decode() for row in vectors] if asked.get("encoding_format") == "base64" else vectors.tolist()
        data = [{"object": "embedding", "index": at, "embedding": one} for at, one in enumerate(written)]
        return json.dumps({"object": "list", "model": asked.get("model"), "data": data}).encode()

    async def embeddings(request):
        body = await request.read()
        answered = await asyncio.get_running_loop().run_in_executor(threads, answer, body)
        return web.Response(body=answered, content_type="application/json")

    server = web.Application(client_max_size=64 << 20)
    server.router.add_post("/v1/embeddings", embeddings)
    web.run_app(server, host="127.0.0.1", port=options.port, access_log=None)


async def load(options):
    import aiohttp
    async with aiohttp.ClientSession() as client:
        for batch, at_once in ((1, 1), (32, 2), (64, 2), (128, 2), (256, 2), (256, 4), (512, 4)):
            texts = sorted(sentences(options.vocab, 8 * batch, 11), key=len)
            bodies = [json.dumps({"model": "m", "input": texts[at:at + batch], "encoding_format": "base64"}) for at in range(0, len(texts), batch)]
            done, until = [0], time.perf_counter() + options.seconds

            async def ask(worker):
                turn = worker
                while time.perf_counter() < until:
                    async with client.post(f"http://127.0.0.1:{options.port}/v1/embeddings", data=bodies[turn % len(bodies)], headers={"Content-Type": "application/json"}) as answer:
                        await answer.read()
                        assert answer.status == 200
                    done[0] += batch
                    turn += at_once

            begun = time.perf_counter()
            await asyncio.gather(*(ask(worker) for worker in range(at_once)))
            print(json.dumps({"batch": batch, "atOnce": at_once, "textsPerSecond": round(done[0] / (time.perf_counter() - begun))}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=("serve", "forward", "load"))
    parser.add_argument("--vocab", required=True)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--width", type=int, default=384)
    parser.add_argument("--port", type=int, default=8092)
    parser.add_argument("--threads", type=int, default=2, help="calls of the model at once (default 2)")
    parser.add_argument("--seconds", type=float, default=2.0)
    chosen = parser.parse_args()
    if chosen.mode == "load":
        asyncio.run(load(chosen))
    else:
        {"serve": serve, "forward": forward}[chosen.mode](chosen)
