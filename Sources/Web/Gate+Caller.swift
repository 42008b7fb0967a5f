// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Intake
import Relay
import Safeguarding
import Signing

/// Who calls: proven by a client certificate, by a bearer token, or by both, which must agree.
extension Gate {
    /// Who is calling.
    func caller(of request: Request, _ context: CallContext) throws(Fault) -> Caller {
        guard let peer = context.peer else { return try token(in: request).caller }
        let agency = try counted { () throws(Fault) in try identity(of: peer).agency }
        guard !request.headers[values: .authorization].isEmpty else {
            return Caller(agency: agency)
        }
        let caller = try token(in: request).caller
        guard caller.agency == agency else {
            broker.tally.count("unauthenticated")
            throw .unauthenticated(
                "The client certificate is of \(agency) and the bearer token of \(caller.agency); "
                    + "show both of one agency.")
        }
        return caller
    }

    /// A system that was proven before under this load; nil when that is not known, or must be said
    /// with a reason, and for a person, of whom the doors of the framework's road know.
    func recall(
        _ authorization: String?, _ peer: ConnectionPeer?, generation: Int, now: Instant
    ) -> KnownCaller? {
        let token = authorization.flatMap { known($0, generation: generation, now: now) }
        guard token?.caller.person == nil else { return nil }
        guard let peer else { return token.map { KnownCaller($0, generation: generation) } }
        guard let identity = try? identity(of: peer) else { return nil }
        guard authorization != nil else {
            return KnownCaller(
                agency: identity.agency, expires: identity.judgedUntil, generation: generation)
        }
        guard let token, token.caller.agency == identity.agency else { return nil }
        return KnownCaller(
            agency: identity.agency, expires: min(token.expires, identity.judgedUntil),
            generation: generation)
    }

    /// Counts a refusal where it is answered: the short road, which only passes on, counts nothing.
    private func counted<Value>(_ proof: () throws(Fault) -> Value) throws(Fault) -> Value {
        do throws(Fault) { return try proof() } catch {
            broker.tally.count("unauthenticated")
            throw error
        }
    }

    private func identity(of peer: ConnectionPeer) throws(Fault) -> ClientIdentity {
        let identity: ClientIdentity
        do throws(ClientRefusal) { identity = try peer.identity(at: broker.now) } catch {
            throw .unauthenticated(error.explanation)
        }
        guard broker.setting.directory.agency(identity.agency) != nil else {
            let why = "The client certificate is of \(identity.agency), which is no agency here."
            peer.noteUnregistered(why)
            throw .unauthenticated(why)
        }
        return identity
    }

    private func token(in request: Request) throws(Fault) -> CallerToken {
        let bearer = try bearer(in: request)
        let (generation, now) = (broker.generation, broker.now)
        let hash = SHA256.digest(of: bearer)
        if let known = memory.recall(hash, generation: generation, now: now) { return known }
        broker.tally.count("verifications")
        do throws(CallerRefusal) {
            let token = try broker.setting.frontDoor.caller(
                by: bearer, now: now, clock: broker.clockStanding)
            memory.remember(token, hash, generation: generation, now: now)
            if let path = token.path {
                broker.note(path, of: token.caller.agency, for: .signing)
            }
            return token
        } catch {
            broker.tally.count("unauthenticated")
            throw .unauthenticated(error.explanation)
        }
    }

    private func known(_ authorization: String, generation: Int, now: Instant) -> CallerToken? {
        guard case .bearer(let token) = Credentials(authorization) else { return nil }
        let hash = SHA256.digest(of: token)
        return memory.recall(hash, generation: generation, now: now)
    }

    private func bearer(in request: Request) throws(Fault) -> [UInt8] {
        let fields = request.headers[values: .authorization]
        guard !fields.isEmpty else { throw .anonymous }
        guard fields.count == 1, let field = fields.first else {
            throw .unauthenticated(
                "Send one Authorization header: Bearer, and a JWT signed with your node's key.")
        }
        switch Credentials(field) {
        case .bearer(let token): return token
        case .noToken:
            throw .unauthenticated("The Authorization header must be: Bearer, and a JWT.")
        case .otherScheme: throw .otherScheme
        }
    }
}

/// A caller whose proof was checked, under which load that was, and until when it holds.
struct KnownCaller: Sendable {
    let agency: AgencyID
    let expires: Instant
    let generation: Int

    init(agency: AgencyID, expires: Instant, generation: Int) {
        self.agency = agency
        self.expires = expires
        self.generation = generation
    }

    init(_ token: CallerToken, generation: Int) {
        self.init(agency: token.caller.agency, expires: token.expires, generation: generation)
    }

    /// Whether the proof still holds and the load under which it was checked is in force.
    func isGood(generation: Int, now: Instant) -> Bool {
        self.generation == generation && now < expires
    }
}
