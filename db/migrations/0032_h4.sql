DROP INDEX `workflow_alert_request`;--> statement-breakpoint
ALTER TABLE `workflow_alert` ADD `closed_by` text;--> statement-breakpoint
CREATE INDEX `workflow_alert_standing` ON `workflow_alert` (`provider_id`,`cause`,`id`) WHERE resolved_at is null or closed_by is not null;--> statement-breakpoint
CREATE INDEX `workflow_alert_request` ON `workflow_alert` (`request_id`) WHERE resolved_at is null or closed_by is not null;