// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
import Wire

/// What a broker that lies makes of its answers.
extension JSONValue {
    func replacing(_ name: String, with value: JSONValue?) -> JSONValue {
        let rest = (members ?? []).filter { $0.name != name }
        return .object(rest + (value.map { [JSONMember(name, $0)] } ?? []))
    }

    /// Changes its text.
    func replacing(_ old: String, _ new: String) -> JSONValue {
        let text = String(decoding: canonical, as: UTF8.self)
        guard text.contains(old) else { return self }
        return (try? JSONDocument(parsing: text.replacing(old, with: new), limits: .schema).root)?
            .value ?? .null
    }

    func changing(
        item place: Int, _ change: (JSONValue) -> JSONValue
    ) -> JSONValue {
        var items = self["items"]?.array ?? []
        guard items.indices.contains(place) else { return self }
        items[place] = change(items[place])
        return replacing("items", with: .array(items))
    }

    /// Changes the items that are told of a message, or leaves them out.
    func changing(
        itemsOf token: String, _ change: (JSONValue) -> JSONValue?
    ) -> JSONValue {
        let items = (self["items"]?.array ?? []).compactMap { item in
            item["jti"]?.string == token ? change(item) : item
        }
        return replacing("items", with: .array(items))
    }

    func dropping(item place: Int) -> JSONValue {
        var items = self["items"]?.array ?? []
        guard items.indices.contains(place) else { return self }
        items.remove(at: place)
        return replacing("items", with: .array(items))
    }

    private func withheld(_ reason: String) -> JSONValue {
        .object(leavingOutNil: [
            "index": self["index"], "entry": self["entry"], "withheld": .string(reason),
        ])
    }

    /// Withholds the entry of a message.
    func withholdingMessage(_ token: String, _ reason: String) -> JSONValue {
        let items = (self["items"]?.array ?? []).map { item in
            item["facts"]?["jti"]?.string == token ? item.withheld(reason) : item
        }
        return replacing("items", with: .array(items))
    }

    func withholding(_ reason: String, of place: Int) -> JSONValue {
        changing(item: place) { $0.withheld(reason) }
    }

    /// Tells all that was missed of a message as met in time, and lays it to the restricted message, which
    /// came two entries after it.
    func makingGood() -> JSONValue {
        let (entry, word) = ((self["index"]?.integer ?? 0) + 2, JSONValue.string("met"))
        let expectations = (self["expectations"]?.array ?? []).map { expectation in
            guard expectation["verdict"] == "missed" else { return expectation }
            return
                expectation
                .replacing("verdict", with: word).replacing("missed_at", with: nil)
                .replacing("shortfall", with: nil)
                .replacing("met_at", with: "2026-11-26T09:00:00Z")
                .replacing("withheld_verdicts", with: [.integer(entry)])
        }
        return replacing("expectations", with: .array(expectations))
            .replacing("verdict", with: word)
    }

    /// Tells of the expectations that a message opened their leaf hashes alone.
    func hidingExpectations(of token: String) -> JSONValue {
        let items = (self["items"]?.array ?? []).map { item in
            guard item["facts"]?["jti"]?.string == token else { return item }
            let parts = (item["parts"]?.array ?? []).map { part in
                part["part"]?["part"] == "expectation" ? part.hidden : part
            }
            return item.replacing("parts", with: .array(parts))
        }
        return replacing("items", with: .array(items))
    }

    private var hidden: JSONValue {
        let salt = self["salt"]?.string.flatMap { try? Base64URL.decode($0) } ?? []
        guard let salt = SHA256Digest(bytes: salt), let part = self["part"] else { return self }
        let leaf = MerkleTree.leafHash(of: salt, part.canonical)
        return ["withheld": "restricted", "leaf": .string(Base64URL.encode(leaf.bytes))]
    }

    /// Withholds each entry that holds a verdict and is of no message.
    func withholdingVerdicts() -> JSONValue {
        let items = (self["items"]?.array ?? []).map { item in
            item["facts"]?["kind"] == "judged" ? item.withheld("restricted") : item
        }
        return replacing("items", with: .array(items))
    }
}
