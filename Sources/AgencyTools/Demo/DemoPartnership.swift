// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Signing
import TransparencyLog
package import Wire

/// A partnership to try Baton with: six organisations on one broker on this machine.
///
/// Every key is made when it is made; nothing of it is fit for a real case.
package struct DemoPartnership: Sendable {
    /// The port that agencies call; the operator's is the next one.
    package let port: Int
    /// The rule pack in force.
    package let rules: String
    /// The types that the agencies send each other.
    package let types: [String]
    /// The day it was made, by London's clocks.
    package let today: CalendarDate
    /// The organisations.
    package let agencies: [DemoAgency]
    /// TLS for it; nil where it is spoken to in plain HTTP.
    let transport: DemoTransport?
    /// The log's key.
    let logKey: PrivateKey
    /// The broker's key.
    let brokerKey: PrivateKey

    /// The broker's own URI.
    package static let broker = "https://baton.example"
    /// The partnership's URI.
    package static let partnership = "https://baton.example/p/sunderland"
    /// The log's name.
    package static let origin = "baton.example/log"
    /// The type that no agreement lets go to the school.
    package static let withheldFromSchool = "referral.made"

    /// Makes a partnership with fresh keys.
    ///
    /// - Parameter isSecure: whether its listener speaks TLS and asks for certificates.
    package init(
        port: Int, rules: String, types: [String], today: CalendarDate, isSecure: Bool = false
    ) {
        transport = isSecure ? DemoTransport(today: today) : nil
        self.port = port
        self.rules = rules
        self.types = types
        self.today = today
        agencies = DemoAgency.all()
        logKey = .generate(.ed25519)
        brokerKey = .generate(.p256)
    }

    /// The address that agencies call.
    package var baseURL: String { "\(transport == nil ? "http" : "https")://127.0.0.1:\(port)" }

    /// The address that the operator calls.
    package var managementURL: String { "http://127.0.0.1:\(port + 1)" }

    /// The log's key, to be pinned.
    package func logVerifierKey() throws(ToolFailure) -> String {
        do throws(NoteKeyError) {
            return try NoteVerifierKey(name: NoteName(Self.origin), key: logKey.publicKey).vkey
        } catch {
            throw ToolFailure(.configuration, error.description)
        }
    }

    /// The node file of an organisation, which stands in `nodes`.
    package func node(of agency: DemoAgency) throws(ToolFailure) -> JSONValue {
        .object(leavingOutNil: [
            "iss": .string(agency.role.uri), "kid": .string(agency.key.publicKey.kid),
            "key": .string("../keys/\(agency.role).jwk"), "base_url": .string(baseURL),
            "audience": .string(Self.broker), "partnership": .string(Self.partnership),
            "log_vkey": .string(try logVerifierKey()),
            "tls": transport.map { _ in DemoTransport.members(of: agency.role, in: "../") },
        ])
    }

    /// `demo.json`: all that another program needs to take part.
    package func summary() throws(ToolFailure) -> JSONValue {
        [
            "base_url": .string(baseURL), "management_url": .string(managementURL),
            "audience": .string(Self.broker), "partnership": .string(Self.partnership),
            "log_vkey": .string(try logVerifierKey()),
            "nodes": .array(
                agencies.map { agency in
                    .object(leavingOutNil: [
                        "name": .string(agency.role.name),
                        "role": .string(agency.role.rawValue), "iss": .string(agency.role.uri),
                        "kid": .string(agency.key.publicKey.kid),
                        "key": .string("keys/\(agency.role).jwk"),
                        "file": .string("nodes/\(agency.role).json"),
                        "tls": transport.map { _ in
                            DemoTransport.members(of: agency.role, in: "")
                        },
                    ])
                }),
        ]
    }
}
