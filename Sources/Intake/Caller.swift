// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Who is calling: an agency, and the person of it who reads, where one is named.
///
/// Proven by a client certificate, by a bearer token, or by both (interfaces.md section 2). Only a
/// token names a person.
package struct Caller: Sendable, Hashable {
    /// The agency that calls.
    package let agency: AgencyID
    /// The person who reads, as an opaque staff id (`act.sub`, RFC 8693 section 4.1).
    package let person: String?

    /// Names a caller whose proof was checked.
    package init(agency: AgencyID, person: String? = nil) {
        self.agency = agency
        self.person = person
    }
}
