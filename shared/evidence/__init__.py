"""Certificates and proofs, as pure functions of bytes: no input or output, no clock, no database.

The way of one correction, with the function of each step:

    plan          documents.Plan(…)                           .to_bytes(), .sha256: hash the bytes, store the bytes
    certificate   documents.Certificate(plan_sha256=plan.sha256, plan=plan, …)
                  issue.draft(certificate) -> Envelope         payload frozen, nobody has signed
    sign          issue.header(certificate, alg=…, kid=…, role=…, at=…)
                  jws.signing_input(envelope, header) -> bytes what an officer's key signs, wherever kept
                  jws.sign(envelope, header, private_key) -> Signature, for who holds the key
                  issue.add_signature(envelope, signature, trust, now=…)   refuses a wrong, unasked or second one
                  issue.signed_by(envelope, trust) -> persons;  issue.quorum_reached(envelope, trust, now=…)
    seal          issue.seal(envelope, kid, private_key, trust, now=…) -> Envelope;   .sha256 names the certificate
    log           leaves.leaf("cert.issued", at=…, ref=…, case=…, case_seq=…, …) -> Leaf;  .to_bytes() is appended
                  merkle.append(size, hashes, nodes) -> nodes to store;  root, inclusion, consistency
                  notes.sign_checkpoint(Checkpoint(origin, size, root), name, key) -> signed note
    present       records.Presentation(certificate=…, leaves=(issued, reserved), checkpoint=note)
    guard         decide.decide(presentation, ops, trust, now) -> Authorised, or raises codes.Unproven
    journal       journal.sign_entry(entry, kid, key, at=…) -> Envelope;  journal.read_entry(envelope, trust)
    bundle        bundle.Bundle(…);  bundle.write_bundle(bundle) -> bytes;  bundle.read_bundle(bytes) -> Bundle
    verify        verify.verify_bundle(data, trust or None) -> Report(verdict, checks, code)

Floors: codes, canonical, scalars, merkle, keys < documents, notes < jws < records < trust, leaves < checks
< issue, decide, journal, bundle < verify.

`trust.Trust` is `trust.json`: read it with `trust.read_trust`; the service makes one of its tables, gives it to
guards and verifiers, and puts it into bundles as `registry.json`. Private keys are made and kept with `keys`.

Every refusal is a `codes.Unproven` with a code such as `V6.quorum`; the list is `codes.CODES`.
"""
