-- Reference DDL of hibachi_support, written by hand; for test and development databases, never for production.

-- Enums

CREATE TYPE support.escalation_reason AS ENUM (
    'customer_request', 'complaint', 'payment', 'booking_change', 'low_confidence', 'other'
);
DROP TYPE support.escalation_status;
CREATE TYPE support.escalation_status AS ENUM ('open', 'in_progress', 'waiting', 'resolved');
DROP TYPE support.escalation_priority;
CREATE TYPE support.escalation_priority AS ENUM ('low', 'normal', 'high', 'urgent');

-- Tables

CREATE TABLE support.escalations (
    id             uuid                        NOT NULL DEFAULT gen_random_uuid(),
    thread_id      uuid,
    customer_id    uuid,
    booking_id     uuid,
    reason         support.escalation_reason   NOT NULL,
    status         support.escalation_status   NOT NULL DEFAULT 'open',
    priority       support.escalation_priority NOT NULL DEFAULT 'normal',
    assigned_to_id uuid,
    summary        text,
    resolution     text,
    opened_at      timestamptz                 NOT NULL DEFAULT now(),
    resolved_at    timestamptz,
    metadata       jsonb                       NOT NULL DEFAULT '{}',
    updated_at     timestamptz                 NOT NULL DEFAULT now(),
    CONSTRAINT escalations_pkey PRIMARY KEY (id),
    CONSTRAINT escalations_thread_id_fkey FOREIGN KEY (thread_id)
        REFERENCES core.message_threads (id) ON DELETE SET NULL,
    CONSTRAINT escalations_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT escalations_booking_id_fkey FOREIGN KEY (booking_id)
        REFERENCES core.bookings (id) ON DELETE SET NULL,
    CONSTRAINT escalations_assigned_to_id_fkey FOREIGN KEY (assigned_to_id)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_escalations_resolved CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
    CONSTRAINT ck_escalations_resolved_at CHECK (resolved_at >= opened_at)
);

-- Indexes; the last one is what somebody has to look at

CREATE INDEX ix_support_escalations_thread_id ON support.escalations (thread_id);
CREATE INDEX ix_support_escalations_customer_id ON support.escalations (customer_id);
CREATE INDEX ix_support_escalations_booking_id ON support.escalations (booking_id);
CREATE INDEX ix_support_escalations_assigned_to_id ON support.escalations (assigned_to_id);
CREATE INDEX ix_support_escalations_waiting ON support.escalations (priority DESC, opened_at)
    WHERE resolved_at IS NULL;
