// SPDX-License-Identifier: Apache-2.0

import Wire

extension SchemaComparison {
    /// What other rooms read of a schema: routing, rules and redaction hang on it.
    mutating func compareAnnotations(_ old: SchemaFacets, _ new: SchemaFacets) {
        for mark in ["x-sensitive", "x-withholdable"] where old.says(mark) && !new.says(mark) {
            note(.breaks, "“\(mark)” is gone; what was kept back would be shown")
        }
        guard let before = old.values("x-baton").first else { return }
        guard let after = new.values("x-baton").first else {
            return note(.breaks, "“x-baton” is gone; the broker no longer knows the type")
        }
        for name in ["event", "addressed_only", "issued_by_broker", "opens", "subjects"]
        where before[name].map(SchemaFacets.text) != after[name].map(SchemaFacets.text) {
            note(.breaks, "“x-baton/\(name)” is another; routing and threads hang on it")
        }
        compareAnswers(before, after)
        compareParticulars(before, after)
    }

    private mutating func compareAnswers(_ old: JSONNode, _ new: JSONNode) {
        let names: (JSONNode) -> Set<String> = { node in
            Set(node["answers"].map { $0.elements.compactMap(\.string) } ?? [])
        }
        for name in names(old).subtracting(names(new)).sorted() {
            note(.breaks, "it no longer answers “\(name)”")
        }
    }

    private mutating func compareParticulars(_ old: JSONNode, _ new: JSONNode) {
        guard let particulars = old["particulars"] else { return }
        for (name, pointer) in particulars.members {
            let name = name.string ?? ""
            guard new["particulars"]?[name]?.string != pointer.string else { continue }
            note(.breaks, "the particular “\(name)” is gone or moved; rules and routing read it")
        }
    }
}
