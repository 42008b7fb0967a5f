// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Intake
package import Ledger
package import Relay
import Routing
package import Safeguarding
package import Signing

/// Agencies, messages and terms to fill a store with; made without keys, since stores have none.
package enum Sample {
    /// The origin of the log.
    package static let origin = "baton.example/log"
    /// The partnership of all messages.
    package static let partnership = 1

    /// The broker itself.
    package static let broker = agency("baton")
    /// Agency number 2.
    package static let police = agency("police")
    /// Agency number 3.
    package static let health = agency("health")
    /// Agency number 4.
    package static let council = agency("council")
    /// Agency number 5.
    package static let school = agency("school")

    /// The numbers that the first load gives.
    package static let numbers: [Int: AgencyID] = [
        1: broker, 2: police, 3: health, 4: council, 5: school,
    ]

    /// An agency of that name.
    package static func agency(_ name: String) -> AgencyID {
        made("https://\(name).example", AgencyID.init)
    }

    /// The thread of that number.
    package static func thread(_ number: Int) -> ThreadID {
        let digits = String(number)
        let last = String(repeating: "0", count: 12 - digits.count) + digits
        return made("0a1b2c3d-4e5f-4a6b-8c7d-\(last)", ThreadID.init)
    }

    /// The `jti` of that number.
    package static func token(_ number: Int) -> TokenID {
        made("message-number-\(number)-of-the-sample", TokenID.init)
    }

    /// What stands for the keyed form of a `jti`, or of a digest.
    package static func indexed(_ number: Int) -> [UInt8] {
        Array(SHA256.digest(of: Array("\(number)".utf8)).bytes.prefix(16))
    }

    /// The subject of that number.
    package static func subject(_ number: Int) -> SubjectID {
        made(thread(number).text, SubjectID.init)
    }

    /// The first load: it gives the agencies their numbers.
    package static let load = Happening(
        .loaded(
            LoadedFacts(
                documents: ["configuration": SHA256.digest(of: [1, 2, 3])], newAgencies: numbers,
                partnerships: [:])))

    /// Terms of an expectation.
    package static func terms(
        _ rule: String = "R1", duty: String? = nil, by debtor: AgencyID,
        to creditor: AgencyID = police, due: Int64, subjects: [Int] = [0, 1],
        breakPoint: BreakPoint = .ownedNotDecided
    ) -> Expectation.Terms {
        Expectation.Terms(
            rule: rule, duty: duty, pack: "sample-1", calendar: "sample-calendar-1",
            isUnverified: false,
            force: .guidance, breakPoint: breakPoint, owedBy: debtor, owedTo: creditor,
            expects: ["referral.decided"], from: Instant(milliseconds: 1),
            due: Instant(milliseconds: due), subjects: subjects)
    }

    /// A miss, as a verdict records it.
    package static let missed = Expectation.Step.missed(
        Expectation.Miss(.neverSent, .ownedNotDecided), next: nil)

    private static func made<Value>(
        _ text: String, _ make: (String) throws(IdentifierError) -> Value
    ) -> Value {
        do throws(IdentifierError) { return try make(text) } catch {
            preconditionFailure("the sample's identifiers are well formed: \(error)")
        }
    }
}

/// A message of the sample, to be varied.
package struct SampleMessage: Sendable {
    /// Its number, from which `jti`, keyed form, key and ciphertext follow.
    package var number: Int
    /// Who sent it.
    package var issuer: AgencyID
    /// Who receives it.
    package var recipients: [AgencyID]
    /// Its thread.
    package var thread = Sample.thread(1)
    /// The name of its type.
    package var type = "referral.made"
    /// The root of what it answers.
    package var root: Int64?
    /// What it opens.
    package var terms: [Expectation.Terms] = []
    /// What it does to others.
    package var effects: [Part] = []
    /// Whether it is restricted.
    package var isRestricted = false
    /// The coded values that are kept of its content.
    package var values = ["urgency": "immediate", "grade": "red"]
    /// The authorities above its signer's certificate.
    package var path: [SHA256Digest] = []
    /// Why it counts as late.
    package var late: [LateMark] = []
    /// The number whose keyed form it is found under, when that is not its own.
    package var indexedAs: Int?

    /// A message of that number.
    package init(_ number: Int, from issuer: AgencyID, to recipients: [AgencyID]) {
        self.number = number
        self.issuer = issuer
        self.recipients = recipients
    }

    private var commitment: SHA256Digest { SHA256.digest(of: Array("message \(number)".utf8)) }

    private var facts: MessageFacts {
        MessageFacts(
            issuer: issuer, via: nil, kid: "key-1", thread: thread, token: Sample.token(number),
            type: EventType(name: type, major: 1), issuedAt: 1_700_000_000, occurredAt: nil,
            late: late, commitment: commitment, configuration: 0, follows: nil, root: root,
            path: path)
    }

    /// Its happening: routing, handoffs, expectations, effects.
    package var happening: Happening {
        issuer == Sample.broker
            ? Happening(.issued(facts), parts: parts) : Happening(.accepted(facts), parts: parts)
    }

    private var parts: [Part] {
        let routing = RoutingPart(recipients: recipients, isRestricted: isRestricted)
        let handoffs = recipients.map { agency in
            Part.handoff(Recipient(agency: agency, reason: .addressed, agreement: "isa-1"))
        }
        return [.routing(routing)] + handoffs + terms.map(Part.expectation) + effects
    }

    /// The happening of its refusal.
    package var refusal: Happening {
        Happening(
            .refused(
                RefusedFacts(
                    issuer: issuer, via: nil, kid: "key-1", thread: thread,
                    token: Sample.token(number), type: EventType(name: type, major: 1),
                    issuedAt: nil, occurredAt: nil,
                    commitment: commitment, configuration: 0,
                    reasons: [RefusedFacts.Reason(code: "missing_claim", place: "sub_id")])),
            parts: [.refusal(RefusalPart(told: recipients, isRestricted: isRestricted))]
                + terms.map(Part.expectation))
    }

    /// The happening of its withdrawal, after it was refused in an entry.
    package func withdrawal(ofEntry entry: Int64) -> Happening {
        Happening(
            .withdrawn(
                WithdrawnFacts(
                    issuer: issuer, refused: entry, thread: thread, token: Sample.token(number),
                    reason: .duplicate)))
    }

    /// What is kept beside it.
    package var attachment: Attachment {
        Attachment(
            message: sealed, indexed: Sample.indexed(indexedAs ?? number),
            particulars: particulars)
    }

    /// What is kept beside its refusal.
    package var refusedAttachment: Attachment {
        Attachment(message: sealed, indexed: Sample.indexed(number), particulars: nil)
    }

    private var particulars: Particulars {
        Particulars(
            restoring: values,
            subjects: [Sample.subject(number), Sample.subject(number + 1)],
            pseudonyms: [
                Particulars.Pseudonym(subject: 1, bytes: Sample.indexed(number + 1_000_000))
            ], indexKey: 3)
    }

    private var sealed: SealedMessage {
        SealedMessage(
            restoring: commitment, ciphertext: Array("ciphertext \(number)".utf8),
            key: MessageKey(
                storeKey: 2, wrappedKey: Sample.indexed(number + 2_000_000),
                salt: commitment.bytes))
    }
}
