// SPDX-License-Identifier: Apache-2.0

/// Which coded particulars of a message a rule or a subscription asks for.
///
/// Each name must have one of the values listed for it. No names: every message will do.
package struct Conditions: Sendable, Hashable {
    /// The values allowed, by the name of the particular.
    package let allowed: [String: Set<String>]

    /// Asks for these values, by the name of the particular.
    package init(_ allowed: [String: Set<String>] = [:]) { self.allowed = allowed }

    /// Asks for nothing, so that every message will do.
    package static let none = Conditions()

    /// Whether nothing is asked for.
    package var isEmpty: Bool { allowed.isEmpty }

    /// Whether a message with these particulars will do; an absent particular has no value.
    package func hold(for particulars: [String: String]) -> Bool {
        // Most rules ask for nothing.
        allowed.isEmpty
            || allowed.allSatisfy { name, values in
                particulars[name].map(values.contains) ?? false
            }
    }
}

extension Conditions: ExpressibleByDictionaryLiteral {
    /// Asks for these values, by the name of the particular.
    package init(dictionaryLiteral elements: (String, Set<String>)...) {
        self.init(Dictionary(elements) { $0.union($1) })
    }
}
