// SPDX-License-Identifier: Apache-2.0

extension EventVocabulary {
    /// Why no message of some types has a particular with this value, and what to write instead; nil where
    /// one may have it, or where nothing is known of the types.
    package func objection(
        to value: String, of particular: String, on types: Set<String>
    ) -> String? {
        let known = types.compactMap { self[$0]?.particulars }
        guard !known.isEmpty else { return nil }
        let having = known.compactMap { $0[particular] }
        guard let first = having.first else {
            let names = Set(known.flatMap(\.keys)).sorted()
            return "none of these messages has the particular `\(particular)`, write "
                + (names.isEmpty ? "no particular" : "one of: \(names.joined(separator: ", "))")
        }
        let codes = having.dropFirst().reduce(first) { $0.joined(with: $1) }
        guard !codes.allow(value) else { return nil }
        return "`\(value)` is no value of the particular `\(particular)`, write \(codes.choice)"
    }
}
