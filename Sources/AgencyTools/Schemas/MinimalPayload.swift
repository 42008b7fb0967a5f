// SPDX-License-Identifier: Apache-2.0

package import Schema
package import Wire

/// An example with everything taken out that may be left out.
///
/// It asks the schema itself: a member goes when the rest still holds. So it knows of conditions
/// and alternatives without reading them.
package struct MinimalPayload: Sendable {
    /// What is left.
    package let value: JSONValue

    /// Takes out of an example that holds to a schema what that does not need.
    ///
    /// `schema`, which names the version, stays.
    package init(of example: JSONValue, by schema: CompiledSchema) {
        var reduction = Reduction(schema: schema, whole: example)
        reduction.reduce(at: [])
        value = reduction.whole
    }

    private struct Reduction {
        let schema: CompiledSchema
        var whole: JSONValue

        /// Tries to take out each member and element below a place, from the last to the first.
        mutating func reduce(at path: [Step]) {
            guard let here = whole.at(path) else { return }
            for step in here.steps.reversed() {
                let inner = path + [step]
                if path.isEmpty, step == .member("schema") { continue }
                let without = whole.without(inner)
                if holds(without) { whole = without } else { reduce(at: inner) }
            }
        }

        private func holds(_ value: JSONValue) -> Bool {
            guard let document = try? JSONDocument(parsing: value.canonical, limits: .message)
            else { return false }
            return schema.accepts(document.root)
        }
    }

    /// A way from a value to one inside it.
    fileprivate enum Step: Equatable {
        case member(String)
        case element(Int)
    }
}

extension JSONValue {
    fileprivate var steps: [MinimalPayload.Step] {
        switch self {
        case .object(let members): members.map { .member($0.name) }
        case .array(let elements): elements.indices.map { .element($0) }
        default: []
        }
    }

    fileprivate func at(_ path: [MinimalPayload.Step]) -> JSONValue? {
        path.reduce(self as JSONValue?) { value, step in
            switch step {
            case .member(let name): value?[name]
            case .element(let number): value?.array?[number]
            }
        }
    }

    fileprivate func without(_ path: [MinimalPayload.Step]) -> JSONValue {
        guard let step = path.first else { return self }
        let rest = Array(path.dropFirst())
        switch (self, step) {
        case (.object(let members), .member(let name)):
            return .object(
                members.compactMap { member in
                    guard member.name.utf8.elementsEqual(name.utf8) else { return member }
                    return rest.isEmpty ? nil : JSONMember(name, member.value.without(rest))
                })
        case (.array(let elements), .element(let number)):
            return .array(
                elements.enumerated().compactMap { index, element in
                    guard index == number else { return element }
                    return rest.isEmpty ? nil : element.without(rest)
                })
        default: return self
        }
    }
}
