// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// Whom a refused message did not reach and who heard of that, as its sender may see it.
package struct RefusalPart: Sendable, Hashable {
    /// Those addressed who were told that it was refused.
    package let told: [AgencyID]
    /// Whether the message, or its thread, is restricted.
    package let isRestricted: Bool

    /// Gathers who was told.
    package init(told: [AgencyID], isRestricted: Bool = false) {
        self.told = told
        self.isRestricted = isRestricted
    }
}

extension Part {
    /// Who was told of a refusal, where the part says that.
    package var refusal: RefusalPart? {
        if case .refusal(let refusal) = self { refusal } else { nil }
    }
}

extension RefusalPart {
    func write(to object: inout CanonicalObject) {
        object.add("part", "refusal")
        object.add("restricted", ifTrue: isRestricted)
        object.add("told", texts: told.map(\.uri))
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        var told: [AgencyID] = []
        for agency in node.list("told") { told.append(try agency.agency()) }
        self.init(told: told, isRestricted: node["restricted"]?.boolean ?? false)
    }
}
