ALTER TABLE `subscription` ADD `cancelled_by` text;--> statement-breakpoint
ALTER TABLE `subscription` ADD `suspensions` text;--> statement-breakpoint
CREATE INDEX `subscription_suspended` ON `subscription` (`provider_id`,`id`) WHERE suspensions is not null;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `pauses` text;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `pauses_known_from` text;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `settled_pauses` text;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `migrates_on` text;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `migration` integer;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `withdrawn` integer DEFAULT false NOT NULL;