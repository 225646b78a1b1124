-- The prerequisites of every app of the family: the schemas, and the enum types, most of them in public.

CREATE SCHEMA IF NOT EXISTS communications;
CREATE SCHEMA IF NOT EXISTS core;
CREATE SCHEMA IF NOT EXISTS events;
CREATE SCHEMA IF NOT EXISTS feedback;
CREATE SCHEMA IF NOT EXISTS identity;
CREATE SCHEMA IF NOT EXISTS integra;
CREATE SCHEMA IF NOT EXISTS lead;
CREATE SCHEMA IF NOT EXISTS marketing;
CREATE SCHEMA IF NOT EXISTS newsletter;
CREATE SCHEMA IF NOT EXISTS support;

CREATE TYPE communications.recording_status AS ENUM (
    'pending', 'downloading', 'available', 'archived', 'deleted', 'error'
);
CREATE TYPE communications.recording_type AS ENUM ('inbound', 'outbound', 'internal');

CREATE TYPE feedback.coupon_status AS ENUM ('active', 'used', 'expired', 'cancelled');
CREATE TYPE feedback.review_rating AS ENUM ('great', 'good', 'okay', 'could_be_better');
CREATE TYPE feedback.review_status AS ENUM ('pending', 'submitted', 'escalated', 'resolved', 'archived');

CREATE TYPE marketing.qr_code_type AS ENUM ('business_card', 'flyer', 'menu', 'vehicle', 'banner', 'other');

CREATE TYPE newsletter.sms_delivery_status AS ENUM ('queued', 'sending', 'sent', 'delivered', 'failed', 'undelivered');

CREATE TYPE public.authprovider AS ENUM ('google', 'email', 'microsoft', 'apple');
CREATE TYPE public.booking_status AS ENUM ('new', 'deposit_pending', 'confirmed', 'completed', 'cancelled', 'no_show');
CREATE TYPE public.campaign_channel AS ENUM ('email', 'sms', 'both');
CREATE TYPE public.campaign_event_type AS ENUM (
    'sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed', 'complained'
);
CREATE TYPE public.campaign_status AS ENUM ('draft', 'scheduled', 'sending', 'sent', 'cancelled');
CREATE TYPE public.contact_channel AS ENUM ('email', 'sms', 'instagram', 'facebook', 'google', 'yelp', 'web');
CREATE TYPE public.lead_quality AS ENUM ('hot', 'warm', 'cold');
CREATE TYPE public.lead_source AS ENUM (
    'web_quote', 'chat', 'instagram', 'facebook', 'google', 'yelp', 'sms', 'phone', 'referral', 'event',
    'booking_failed', 'google_my_business', 'payment', 'financial', 'stripe', 'plaid'
);
CREATE TYPE public.lead_status AS ENUM (
    'new', 'working', 'qualified', 'disqualified', 'converted', 'nurturing', 'customer'
);
CREATE TYPE public.message_channel AS ENUM ('web_chat', 'sms', 'email', 'phone', 'admin');
CREATE TYPE public.outbox_status AS ENUM ('pending', 'processing', 'completed', 'failed', 'cancelled');
CREATE TYPE public.payment_method AS ENUM ('card', 'ach', 'venmo', 'zelle', 'cash', 'check');
CREATE TYPE public.payment_provider AS ENUM ('stripe', 'plaid', 'manual');
CREATE TYPE public.permissiontype AS ENUM (
    'user:create', 'user:read', 'user:update', 'user:delete', 'user:approve', 'station:create', 'station:read',
    'station:update', 'station:delete', 'booking:create', 'booking:read', 'booking:update', 'booking:delete',
    'booking:cancel', 'customer:create', 'customer:read', 'customer:update', 'customer:delete', 'payment:create',
    'payment:read', 'payment:refund', 'review:read', 'review:moderate', 'review:respond', 'analytics:view',
    'analytics:export', 'settings:read', 'settings:update'
);
CREATE TYPE public.review_status AS ENUM ('new', 'acknowledged', 'responded', 'escalated', 'closed');
CREATE TYPE public.roletype AS ENUM ('super_admin', 'admin', 'manager', 'staff', 'viewer');
CREATE TYPE public.sms_delivery_status AS ENUM ('queued', 'sending', 'sent', 'delivered', 'failed', 'undelivered');
CREATE TYPE public.sms_queue_status AS ENUM ('pending', 'sending', 'sent', 'failed', 'cancelled');
CREATE TYPE public.social_message_direction AS ENUM ('in', 'out');
CREATE TYPE public.social_message_kind AS ENUM ('dm', 'comment', 'review', 'reply', 'mention', 'story_reply');
CREATE TYPE public.social_platform AS ENUM ('instagram', 'facebook', 'google_business', 'yelp', 'tiktok', 'twitter');
CREATE TYPE public.social_thread_status AS ENUM ('open', 'pending', 'resolved', 'snoozed', 'escalated');
CREATE TYPE public.template_source AS ENUM ('admin', 'ai_suggested', 'system');
CREATE TYPE public.template_status AS ENUM ('draft', 'pending_approval', 'approved', 'rejected', 'archived');
CREATE TYPE public.thread_status AS ENUM ('active', 'waiting', 'resolved', 'escalated', 'closed', 'urgent');
CREATE TYPE public.user_role AS ENUM ('SUPER_ADMIN', 'ADMIN', 'CUSTOMER_SUPPORT', 'STATION_MANAGER');
CREATE TYPE public.userstatus AS ENUM ('pending', 'active', 'suspended', 'deactivated');

CREATE TYPE support.escalation_method AS ENUM ('phone', 'email', 'preferred_method');
CREATE TYPE support.escalation_priority AS ENUM ('low', 'medium', 'high', 'urgent');
CREATE TYPE support.escalation_status AS ENUM (
    'pending', 'assigned', 'in_progress', 'waiting_customer', 'resolved', 'closed', 'error'
);
