-- Reference DDL of the schema support, written by hand; for test and development, never for production.
-- The schema and its ENUM types are in the schema.sql of the family.

-- Tables

CREATE TABLE support.escalations (
    id                        uuid                        NOT NULL,
    conversation_id           varchar(255)                NOT NULL,
    customer_name             varchar(255)                NOT NULL,
    customer_phone            varchar(20)                 NOT NULL,
    customer_email            varchar(255),
    reason                    text                        NOT NULL,
    priority                  support.escalation_priority NOT NULL DEFAULT 'medium',
    method                    support.escalation_method   NOT NULL DEFAULT 'phone',
    status                    support.escalation_status   NOT NULL DEFAULT 'pending',
    assigned_to_id            uuid,
    assigned_at               timestamptz,
    escalated_at              timestamptz,
    resolved_at               timestamptz,
    resolution_notes          text,
    resume_ai_chat            boolean                     NOT NULL DEFAULT false,
    last_customer_response_at timestamptz,
    sms_sent                  boolean                     NOT NULL DEFAULT false,
    sms_sent_at               timestamptz,
    call_initiated            boolean                     NOT NULL DEFAULT false,
    call_initiated_at         timestamptz,
    error_message             text,
    retry_count               integer                     NOT NULL DEFAULT 0,
    escalation_metadata       jsonb                       NOT NULL DEFAULT '{}',
    created_at                timestamptz                 NOT NULL DEFAULT now(),
    updated_at                timestamptz                 NOT NULL DEFAULT now(),
    CONSTRAINT escalations_pkey PRIMARY KEY (id)
);

-- Indexes

CREATE INDEX idx_escalations_assigned_status ON support.escalations (assigned_to_id, status);
CREATE INDEX idx_escalations_created_at ON support.escalations (created_at);
CREATE INDEX idx_escalations_status_priority ON support.escalations (status, priority);
CREATE INDEX ix_support_escalations_assigned_to_id ON support.escalations (assigned_to_id);
CREATE INDEX ix_support_escalations_conversation_id ON support.escalations (conversation_id);
CREATE INDEX ix_support_escalations_customer_phone ON support.escalations (customer_phone);
CREATE INDEX ix_support_escalations_status ON support.escalations (status);

-- Triggers

CREATE FUNCTION support.set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
CREATE TRIGGER escalations_updated_at_trigger BEFORE UPDATE ON support.escalations
    FOR EACH ROW EXECUTE FUNCTION support.set_updated_at();
